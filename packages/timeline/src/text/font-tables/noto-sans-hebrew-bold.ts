import type { FontTable } from './font-table.ts'

/** Made from NotoSansHebrew-Bold.ttf of 8010b087f33f152e25aef020e68cb5568d6f8deebb6dde8f60d655196e59ebde. */
export const notoSansHebrewBold: FontTable = {
  unitsPerEm: 1000,
  ascent: 1068,
  descent: 292,
  advances:
    '0 78,,c 7i,,i 7l d5 ia fz p9 lj 7a 99,2 f1 g6 7q 8v 7k bg g6,a 7k 7q g6,3 de os j5 ib hs k4 f9 en kf kv b5 8y i7 fn pz m8 lu h5 lu i4 ft fu kq id rp im hc gr 8x bg 8x ew d5 ag gj hg ei hg gn ai hg hy 88 87 gw 86 qr hy ha hg,2 ce dy bt hy fq nq gg fp dq bd ec bd g6 7b,,x 7l g6,2 g6,,1 e1,,1 gj my ai gw my,,2 dw bs ag,,3 hy,,1 7k 7c am,,1 gw de,,3 j5,6 p0 hs f9,4 b5,4 k4 m8 lu,5 g6 lu kq,4 hc h2 jh gj,6 pe ei gn,4 88,4 h7 hy ha,5 g6 hv hy,4 fp hg fp j5 gj j5 gj j5 gj hs ei hs,,2 ei hs ei k4 hg k4 hv f9 gn f9,,2 gn f9 gn f9 gn kf,,2 hg kf hg kf hg l7,,2 i5 b5,,2 88 b5,,2 88 b5 88 i7,,4 gw fn,,1 86 fn 86 fn 86 g7,,2 a5 m8 hy m8 hy m8 hy lu,,7 ha q7 r5 i4 ce i4,,2 ce ft dy ft,,2 dy ft dy fu,,2 bt kq,,4 hy kq,,2 hy kq hy kq hy rp nq hc fp hc gr dq gr dq gr dq ft,,49 dy fu bt 87,,r d7,2,3y be,,1 c6,,e 6t 93 7q d2 ex 0,5,y 0,3,1 0,3,1 0,3,p 0,,12 0,19,g1 91 0 ec 0,2 7k 0,2 cb 0 is,,8 gi bg fv ia 9e ab j3 ic 98 fu eo fg ji,2 9v b8 iw hi i6 hg gb gg i6 f2 lv k2 l6,,4 im ji jk 67 cc rp,,4uj nq rp nq rp nq l7,,o hc,,2b fp 0,4,7s 8v dw,,2 rs 63,2,3 7u c9,2,1 e2 as,,3 mq,,3 9v,2,i o0,,33 g6,,1 ku,,39 8v,,6n gi,,qh 9v,,164w 0 jp ha na jx n4 jo j3 n2 k0 p5 fr lv,4 is,3 gi bg fv ia 9e ab ic,,1 98 fu eo fg ji,,1 b8,,1 iw i6,,1 hg gg,,1 i6 f2 lv k2 9e gg eo hg jy',
  widening: '',
}
