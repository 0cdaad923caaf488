import type { FontTable } from './font-table.ts'

/** Made from NotoSansHans-Regular.otf of 7db3c634bbd0301b3082a80ffcac2f422e8ef9ce0730f8b279c3e8f756598f68. */
export const notoSansHansRegular: FontTable = {
  unitsPerEm: 1000,
  ascent: 1082,
  descent: 304,
  advances:
    'rs,q,96o rs,2h,1 rs,5y,c rs,c,q rs,16,4 0,4 6y,2 rs,g rs,2e,1 rs,2v,2 rs,15,5 pk,1f,3 pk,16,1 rs,17,1 rs,10,5 rs,1b,c rs,67,1 rs,18,1 rs,58p,1 rs,g5t,22 rs,4,hm7 rs,2,1 rs,2,4 rs,,b rs,,8 rs,,b rs,,1 rs,5,1 rs,4,1 rs,,8 rs,2,3 rs,,1 rs,,3 rs,2,3 rs,,a rs,6,3 rs,,6 rs,,3 rs,,1 rs,2,5 rs,3,2 rs,2,3 rs,3,4 rs,,1 rs,,4 rs,,1 rs,,2 rs,,l rs,,4 rs,,3 rs,,3 rs,2,1 rs,,1 rs,2,4 rs,,9 rs,2,7 rs,3,4 rs,3,1 rs,,4 rs,2,a rs,,4 rs,,2 rs,,4 rs,4,2 rs,,1 rs,2,1 rs,,1n rs,2,j hv,,4h h8 gy pi ps rs,a,ln rs,z,m rs,j,1 rs,4,1 rs,2o,45 dw,2m dw,6,3 dw,6,2 dw,6,2 dw,3,2 rs,7,3 dw,7,1 rs,b,1bm9 rs,v,5 rs,1m,1 jr k9 rs,17,4 rs,3,2t rs,17,d rs,9,5 rs,2,7 rs,,2t1 rs,,1 rs,,1u rs,,47 rs,,xv rs,,25 rs,,195 rs,,1c9 rs,,3c rs,,cj rs,,3w7 rs,,2ez rs,2,1cb rs,,ay rs,,re rs,,1d6 rs,,6p rs,,4h rs,,23 rs,,220 rs,,1b rs,,1x rs,,10u rs,,sf rs,,nd rs,,h7 rs,,dk rs,,79 rs,,d0 rs,,ei rs,,5g rs,,2hc rs,,1dw rs,,1t rs,,su rs,,hb rs,,s rs,,96 rs,,o8 rs,,71 rs,,7 rs,,1 rs,,2 rs,,ca rs,,3t rs,,1k5 rs,,b4 rs,,1gt rs,,4 rs,,8 rs,,1n4 rs,,7x rs,,r rs,,7s rs,,5 rs,,x rs,,11l rs,2,as rs,2,e rs,,50 rs,,7m rs,,2q rs,,b rs,,2 rs,,a rs,,3q rs,,b rs,,2 rs,,25 rs,,3p rs,,7 rs,,6 rs,,2 rs,2,j rs,,13 rs,2,3b rs,,3 rs,,1f rs,,c rs,2,13 rs,3,8 rs,,1 rs,,1 rs,2,2w rs,,m rs,,1r rs,,57 rs,,r rs,,w rs,,i rs,,2 rs,,9 rs,,3 rs,,h rs,,4b rs,,em rs,,47 rs,,2 rs,,p rs,,6 rs,,47 rs,,9n rs,,f rs,,33 rs,,1d rs,2,e7 rs,,3i rs,,w rs,,7e rs,,3 rs,,v rs,,3m rs,,b rs,,r rs,,36 rs,,1v rs,,5 rs,,2 rs,,83 rs,,b rs,,2 rs,,4q rs,,5s rs,,4 rs,,8 rs,,7 rs,3,1 rs,,1 rs,,i rs,2,7 rs,,68 rs,,2 rs,,33 rs,,x rs,,1n rs,,63 rs,,4 rs,,2 rs,,h rs,,j rs,,2 rs,,i rs,,6c rs,,b rs,,32 rs,,17 rs,,3j rs,2,3 rs,,2 rs,2,6 rs,,1 rs,,3 rs,,1 rs,,8 rs,,3 rs,2,b rs,,8 rs,,4 rs,,2 rs,,2 rs,,3 rs,,2 rs,,1 rs,,3 rs,,1g rs,2,d rs,,d rs,,3r rs,,8 rs,2,45 rs,,6 rs,,1 rs,2,2 rs,,6 rs,,3k rs,,1 rs,2,1 rs,2,e rs,,7 rs,2,4 rs,,12 rs,,1u rs,,1 rs,,8 rs,,2 rs,,3 rs,,29 rs,,b rs,,a',
  widening: '',
}
