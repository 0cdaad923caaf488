import type { FontTable } from './font-table.ts'

/** Made from NotoSansMono-Regular.ttf of 11b5d661e57865bce89d3f103a654cfa4faf9347abebac252e30742be1e657b2. */
export const notoSansMonoRegular: FontTable = {
  unitsPerEm: 1000,
  ascent: 1229,
  descent: 389,
  advances:
    '0 go,,c go,2n,i go,d,x go,6s,1 xc go,x xc,9 go,10 xc,3 go,4x xc go,2 xc go,2f 0,q go 0,2d go,8 go,6,2 go,7,4 go,,1 go,k,1 go,1r,1 go,3c,e xc go,3 xc,2 go,a xc,2 go,9 0,7 go,3y xc go,7 xc,4 go,6 xc,2 go,4 go,,2bv 0,h,1x0 0,,4 0,8,1 go,9,c1 go,3e,3b xc go,1x 0,1m 0,5,1 go,7e xc,6 go,6 go,2,2 xc,4 go,a,2 xc,6 go,m go,2,2 xc,4 go,8,2 go,,1 xc,,1 xc,,1 xc,,1 go,a xc,6 go,e go,8,2 xc,8 go,8 xc,8 go,8 xc,8 go,5 go,6,1 xc go,8 go,6,1 xc go,7 go,6,2 go,j,1 go,3,2 go,6,1 xc go,2 go,b,1 0,5 go,q 0,5 go,2 1e0 go,9 xc go,6 xc go 0 go,2 xc go,b xc go,3 xc go,8 0 go 0 go 0 0,a,1 go,2 go,r,2 go,d,1 go,8,3 xc go,e xc go,9 0,,1b go,3,f xc go,5 xc go xc go,4 xc go xc go xc go,3 xc go,2 xc,2 go,f xc go,4 xc go xc go,6 xc go,k xc,3 1e0 xc,c go go,2,z xc,,4 go,6,6 xc,3,6 xc,,1 xc,3,1 xc,,1 xc,,15 go xc go xc xc,2,5 xc,,a xc,,1 go,5,n xc go,9 go,,1 go,,1 go,3,5 go,,3 go,,1 go,,2 go,4,3 go,5,9 go,2,3 go,,3 go,,1 go,,1 go,6,1 go,2,7 go,,1 go,4,7 go,2,1 go,,6 go,8,1 go,2,4 go,8,6 go,,4 go,4,2 xc,8 go,4,5 go,2,e go,,2 go,3,9 go,,1 go,3,1 go,2,2 go,2,1 go,2,g go,4,10 go,,4 go,,8 go,2,6 go,7,k xc,2 go,a xc go,g xc go xc,2 go xc go,5 xc,3 go,3 xc,3 go,3 xc,2 go,8 go,,q go,k,5 go,e,1 1e0,6,u xc,2,42 go,4i,3u xc,8 go,3 xc go,2 xc,2 go xc go,2 xc,2 go,3 xc go xc go,2 xc,2 go,3 xc,4 go,4 xc go,k xc,4 go xc,d go,c go,3,31 xc,,5i go,3,x xc,3,3e go,,4 go,6,9 xc,2,9 go,2,b4 go,,q xc,,k xc,,1z go,2,4 go,w,gp 0,w,9s go,e xc go,17 xc 1e0 0 go,x go,m,noi xc,2 go,4 xc,2 go,8 xc,2 go,4 xc,2 go 0,4 go 0,a go,6 xc go,j xc,2 go,4 0,2 go,14,2o xc,2 go,8 xc go xc go xc go xc go xc go xc go,h xc,2 go,z xc go,2f go,2,5 go,,1 go,5,1 go,d,o xc go,,8e go,1o,e9 0,,gb8 0,g,v 0,,5r xc,,2j xc,,1 xc,2,4e go,6,1he go,16,1 go,9,1 xc,,16it go,u xc,4,4m5',
  widening: '',
}
