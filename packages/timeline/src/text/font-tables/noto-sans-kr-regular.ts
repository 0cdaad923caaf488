import type { FontTable } from './font-table.ts'

/** Made from NotoSansKR-Regular.otf of ff59f91fe8d6e6246f548bb67bf371810af3d5cc53b65e8680461fabd043b506. */
export const notoSansKRRegular: FontTable = {
  unitsPerEm: 1000,
  ascent: 1082,
  descent: 304,
  advances: 'pk,74,3cw pk,2m,65t pk,t,no1 pk,8mc,hv pk,n,c pk,1d,4',
  widening: '',
}
