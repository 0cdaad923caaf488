import type { FontTable } from './font-table.ts'

/** Made from NotoSansHebrew-Regular.ttf of e0ee753f09733337b9236221018d4bf71fd6d06c87dd76bbc83120514bc55911. */
export const notoSansHebrewRegular: FontTable = {
  unitsPerEm: 1000,
  ascent: 1068,
  descent: 292,
  advances:
    '0 78,,c 7i,,i 6w b1 i4 fx nn ki 61 86,2 f6 g0 6e 8x 6u a7 g0,a 6u 6x g0,3 cg ol hl ho hf jo fa e6 k8 k9 9i 7o gu ev om kt le gj le h3 fg ex k9 h0 px gd fp ge 8t a7 8t fd c0 8o fd gu dt gu ft 92 gu gx 6z,2 er 6z p8 gx gm gu,2 be dc ac gx du ld ew ds d7 ad el ad g0 7e,,x 6w g0,2 g0,,1 e7,,1 g9 n1 9q dv n1,,2 dw bu 8o,,3 i3,,1 6u 6d a7,,1 dv cg,,3 hl,6 n4 hf fa,4 9i,4 jo kt le,5 g0 le k9,4 fp gh hg fd,6 oi dt ft,4 6z,4 gb gx gm,5 g0 gx,5 ds gu ds hl fd hl fd hl fd hf dt hf,,2 dt hf dt jo gu jo h0 fa ft fa,,2 ft fa ft fa ft k8,,2 gu k8 gu k8 gu kf,,2 h1 9i,,2 6z 9i,,2 6z 9i 6z gu,,4 er ev,,1 6z ev 6z ev 6z f5,,2 7y kt gx kt gx kt gx le,,7 gm pl r0 h3 be h3,,2 be fg dc fg,,2 dc fg dc ex,,2 ac k9,,4 gx k9,,2 gx k9 gx k9 gx px ld fp ds fp ge d7 ge d7 ge d7 fg,,49 dc ex ac 6z,,r b8,2,3y ad,,1 al,,e 59 8g 6t c5 cq 0,5,y 0,3,1 0,3,1 0,3,p 0,,12 0,19,g1 90 0 el 0,2 6u 0,2 b1 0 hk,,8 fw ae f2 hf 8d 96 ie hm 87 f5 eb ei j0 ic 95 aj hv gh h8 gp ep fg hf ej ka j1 hl,,4 gd gq gn 56 a5 px,,4uj ld px ld px ld jp,,o fp,,2b ds 0,4,7s 8x dw,,2 rs 4t,2,3 6q 9t,2,1 bw am,,3 kp,,3 80,2,i m0,,33 g0,,1 k0,,39 8x,,6n gi,,qh 8i,,164w 0 h0 g6 l5 iq m7 iv hw m2 iu ng ft ka,4 hk,3 fw ae f2 hf 8d 96 hm,,1 87 f5 eb ei ic,,1 aj,,1 hv h8,,1 gp fg,,1 hf ej ka j1 8d fp eb gp hv',
  widening: '',
}
