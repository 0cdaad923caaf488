import type { FontTable } from './font-table.ts'

/** Made from NotoSansThai-Bold.ttf of 0be544f347b3ab6382bdc2b555a783727a4858a3dc140670406924670967d916. */
export const notoSansThaiBold: FontTable = {
  unitsPerEm: 1000,
  ascent: 1061,
  descent: 450,
  advances:
    '0 78,,c 78,,i 7y d4 hy fw p1 ku 7e 9f,2 f5 fw 7x 8y 7x bh fw,a 7x,2 fw,3 d9 ox j6 io hp kk fk f9 k4 l9 at 97 ig fp q7 ml m4 hg m4 ic fb g3 l0 i2 qv ij hc g3 97 bh 97 fw bf a2 gs hl ea hl gf ar hl i9 8h,2 h8 8h ra i9 h7 hl,2 cm dt c2 i9 ft ns g2 ft dk ay fb ay fw 78,,x 7y fw,2 fw,,1 di,,1 gv n4 an h3 n4,,2 dw bw a2,,3 i7,,1 7x 5p as,,1 h3 d9,,3 j6,6 qg hp fk,4 at,4 kk ml m4,5 fw m4 l0,4 hc hg jr gs,6 ph ea gf,4 8h,4 h7 i9 h7,5 fw h7 i9,4 ft hl ft j6 gs j6 gs j6 gs hp ea hp,,2 ea hp ea kk hl kk i1 fk gf fk,,2 gf fk gf fk gf k4,,2 hl k4 hl k4 hl l9,,2 i9 at,,2 8h at,,2 8h at 8h ig,,4 h8 fp,,1 8h fp 8h fp 8h fp,,2 8h ml i9 ml i9 ml i9 ml,,1 i9 m4 h7 m4,,2 h7 r1 r6 ic cm ic cm ic cm fb dt fb,,2 dt fb dt g3,,2 c2 l0,,4 i9 l0 i9 l0 i9 l0 i9 l0 i9 qv ns hc ft hc g3 dk g3 dk g3 dk fb,,49 dt g3 c2 8h,,r 61,,3o e0,2,9 bf,,1 62,,d cw 6q 91 7q dh ec 0,5,y 0,3,1 0,3,1 0,,5 0,3,j 0,,8 hc,,24v gg gp hy ia hr fv fj hb gn gr pr q1 hp,2 fw i2 q6 q1 hm i6 hd hw fj hy hm hn iy iz k7 jy hp hy ha ee hd gn hp ea ib ir gq ha jp gh gk f3 9y 0 c3,2 0,7 g5,,4 9h hu 9p 9e 9n c3 hp 0,8 hw fr et hw fq ex fe em ku fr f9 mz p6 qv,,36s ns qv ns qv ns l7,,o hc,,2b ft 0,3,7r 8y,,2 dw,,2 rs 61,2,3 7x cd,2,1 e9 ag,,3 nr,,3 a8,2,i fw,,35 lh,,39 8y,,6n gi,,qh',
  widening: '',
}
