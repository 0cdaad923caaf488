import type { FontTable } from './font-table.ts'

/** Made from NotoSansThai-Regular.ttf of 9acb585d8662ca4ed1b1cf5889dfa1393f8555103b3986e1ea1e3af4faef70bd. */
export const notoSansThaiRegular: FontTable = {
  unitsPerEm: 1000,
  ascent: 1061,
  descent: 450,
  advances:
    '0 78,,c 78,,i 7h bc hy fw n3 kc 69 8c,2 fb fw 7g 8y 7g ac fw,a 7g,2 fw,3 c2 oz hr i2 hk ka fg ef k8 kl 9f 7l h7 ek p7 l4 lp gt lp ha f9 fg kb go pu ga fq fw 95 ac 95 fw cc 7t fl h3 dc h3 fo 9k h3 h6 76,2 eu 76 pz h6 gt h3,2 bh db a1 h6 e4 lu ep e6 d2 ak fb ak fw 78,,x 7h fw,2 fw,,1 e9,,1 g4 n4 9x e5 n4,,2 dw bw 7t,,3 i7,,1 7g 69 ag,,1 e5 c2,,3 hr,6 oh hk fg,4 9f,4 ka l4 lp,5 fw lp kb,4 fq gt hj fl,6 o0 dc fo,4 76,4 gt h6 gt,5 fw gt h6,4 e6 h3 e6 hr fl hr fl hr fl hk dc hk,,2 dc hk dc ka h3 ka h5 fg fo fg,,2 fo fg fo fg fo k8,,2 h3 k8 h3 k8 h3 kl,,2 h6 9f,,2 76 9f,,2 76 9f 76 h7,,4 eu ek,,1 76 ek 76 ek 76 ek,,2 76 l4 h6 l4 h6 l4 h6 l4,,1 h6 lp gt lp,,2 gt ps qa ha bh ha bh ha bh f9 db f9,,2 db f9 db fg,,2 a1 kb,,4 h6 kb h6 kb h6 kb h6 kb h6 pu lu fq e6 fq fw d2 fw d2 fw d2 f9,,49 db fg a1 76,,r 4v,,3o bm,2,9 ah,,1 62,,d av 53 8c 6t cf c7 0,5,y 0,3,1 0,3,1 0,,5 0,3,j 0,,8 go,,24v f7 f9 h2 h9 gm ex es gs fa fg p6 p9 gr,2 f7 he p3 p9 h4 ho gq gx f4 h1 gs gt i0 i4 jb iy gr h2 gi dk gq fv gr do hg hs fw gb ik fy fk ef 9e 0 ba,2 0,7 g8,,4 87 fs 8k 81 8g ba gj 0,8 gj fu f5 h1 fj ez f0 eg k0 fp e0 lb o8 pu,,36s lu pu lu pu lu jp,,o fq,,2b e6 0,3,7r 8y,,2 dw,,2 rs 4v,2,3 6y 9z,2,1 bk ag,,3 lz,,3 8m,2,i fw,,35 lh,,39 8y,,6n gi,,qh',
  widening: '',
}
