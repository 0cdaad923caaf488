import type { FontTable } from './font-table.ts'

/** Made from DejaVuSansMono.ttf of b4a6c3e4faab8773f4ff761d56451646409f29abedd68f05d38c2df667d3c582. */
export const dejaVuSansMono: FontTable = {
  unitsPerEm: 2048,
  ascent: 1901,
  descent: 483,
  advances:
    'y9,2n,w y9,84,x y9,n,9 y9,b,2 y9,3,3 y9,2,1 y9,12,2 y9,u,2 y9,3,1 y9,2,6 y9,2y,2 y9,7,1 y9,4,4 y9,8,2 y9,9,2 y9,a,1 y9,,4 y9,,4 y9,1s,c y9,,3 y9,,k y9,,8 y9,4,i y9,6,2 y9,7,4 y9,,1 y9,k,1 y9,18,1 y9,i,1 y9,34,e y9,2,2 y9,2,e y9,c,s y9,4,6 y9,a,4 y9,2,6 y9,5,4 y9,2,2 y9,2,2 y9,17,2 y9,2,m y9,4,8 y9,12,j y9,7,2 y9,13,1 y9,2,1 y9,2,3f y9,2,1 y9,,1 y9,,8 y9,,5 y9,,3 y9,q,1 y9,m,5 y9,,4 y9,e,5 y9,,6 y9,3,4 y9,3,2 y9,2,2 y9,2,1 y9,,9 y9,,6 y9,,b y9,,4 y9,,5 y9,,e y9,,d y9,a,z y9,,1fp y9,2,1t y9,,1 y9,2,2 y9,,1 y9,,2 y9,4,6 y9,7,1 y9,3,1 y9,,1 y9,,1 y9,2,2 y9,d,1 y9,2,1 y9,6,b y9,19,ea y9,,2dh y9,2,5 y9,,a y9,2,1 y9,3,5 y9,3,c y9,d,1 y9,u,1 y9,4,6 y9,2,h y9,,2 y9,,9 y9,t,l y9,7,1 y9,k,1s y9,m,4 y9,u,2 y9,g,6 y9,i,4 y9,u,2 y9,,1 y9,3,3 y9,2,a y9,2,2 y9,4,4 y9,2,2 y9,2,8 y9,4,2 y9,6,a y9,6,2 y9,4,2 y9,8,2 y9,2,2 y9,m,6 y9,6,2 y9,12,2 y9,6,2 y9,8,2 y9,,1 y9,,1 y9,,1 y9,v,1 y9,1h,2 y9,f,1 y9,e,1 y9,6,2 y9,j,1 y9,3,2 y9,9,1 y9,b,1 y9,k,5 y9,,2 y9,9,8 y9,2,1 y9,4,1 y9,5,5 y9,,1 y9,,j y9,2,g y9,r,2 y9,d,1 y9,m,3 y9,3,2 y9,,2 y9,,1w y9,,2 y9,3,7 y9,3,5 y9,2,1 y9,,2 y9,,4 y9,,1 y9,,1 y9,2,3 y9,,2 y9,,p y9,2,7 y9,d,1 y9,,15 y9,3o,6 y9,,1 y9,a,1 y9,,2 y9,7,3 y9,a,6 y9,15,3 y9,v,3 y9,p,1 y9,4,c y9,,2 y9,5,9 y9,5,6 y9,g,8 y9,,5 y9,7,g y9,e,1 y9,2,2 y9,6,2 y9,4,3 y9,,2 y9,1y,9 y9,,2 y9,4,2 y9,4,4 y9,,9 y9,k,5 y9,2,v y9,,2b y9,8g,64 y9,2c,8 y9,d,4 y9,2,3 y9,2,e y9,4,27 y9,4,1 y9,s,2 y9,z,1 y9,,1 y9,4,1 y9,,3 y9,7,1 y9,l,2 y9,,u y9,o,3 y9,e,1 y9,,3 y9,2,2 y9,,l y9,,3 y9,6,5 y9,3,9 y9,2,b3 y9,2,e y9,,2a y9,2,e y9,,4 y9,,1a y9,2,1m y9,9,49 y9,9,4 y9,,95 y9,4,8 y9,3,4 y9,2,1 y9,4,1 y9,,bc y9,,6 y9,4,2 y9,,8 y9,f,nvd y9,5,4 y9,6,2 y9,6,2p y9,2,1 y9,,o y9,2,25 y9,,fkb y9,2,u3 y9,1c,27 y9,c,8 y9,2,8 y9,4,a y9,2,1m y9,4,i y9,5,hc y9,3r,1 y9,,2 y9,5,6x y9,,1658 y9,1g,7p y9,a,9e',
  widening: '',
}
