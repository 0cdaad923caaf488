/** A package, and where a file of it lies beside what it exports. */
interface PackagedFile {
  readonly package: string
  readonly path: string
}

const google = (name: string, family: string, style: string): PackagedFile => ({
  package: `@expo-google-fonts/${name}`,
  path: `${style}/${family}_${style}.ttf`,
})
const embedded = (name: string, fileName: string): PackagedFile => ({
  package: `@embedpdf/${name}`,
  path: `../fonts/${fileName}`,
})

/** The files of Noto, by the names that a plan has for them. All are under the SIL Open Font License, which lies beside them. */
export const notoFiles: Readonly<Record<string, PackagedFile>> = {
  'NotoSans-Regular.ttf': google('noto-sans', 'NotoSans', '400Regular'),
  'NotoSans-Bold.ttf': google('noto-sans', 'NotoSans', '700Bold'),
  'NotoSans-Italic.ttf': google('noto-sans', 'NotoSans', '400Regular_Italic'),
  'NotoSans-BoldItalic.ttf': google('noto-sans', 'NotoSans', '700Bold_Italic'),
  'NotoSerif-Regular.ttf': google('noto-serif', 'NotoSerif', '400Regular'),
  'NotoSerif-Bold.ttf': google('noto-serif', 'NotoSerif', '700Bold'),
  'NotoSerif-Italic.ttf': google('noto-serif', 'NotoSerif', '400Regular_Italic'),
  'NotoSerif-BoldItalic.ttf': google('noto-serif', 'NotoSerif', '700Bold_Italic'),
  'NotoSansMono-Regular.ttf': google('noto-sans-mono', 'NotoSansMono', '400Regular'),
  'NotoSansMono-Bold.ttf': google('noto-sans-mono', 'NotoSansMono', '700Bold'),
  'NotoSansArabic-Regular.ttf': google('noto-sans-arabic', 'NotoSansArabic', '400Regular'),
  'NotoSansArabic-Bold.ttf': google('noto-sans-arabic', 'NotoSansArabic', '700Bold'),
  'NotoSansHebrew-Regular.ttf': google('noto-sans-hebrew', 'NotoSansHebrew', '400Regular'),
  'NotoSansHebrew-Bold.ttf': google('noto-sans-hebrew', 'NotoSansHebrew', '700Bold'),
  'NotoSansThai-Regular.ttf': google('noto-sans-thai', 'NotoSansThai', '400Regular'),
  'NotoSansThai-Bold.ttf': google('noto-sans-thai', 'NotoSansThai', '700Bold'),
  'NotoSansJP-Regular.otf': embedded('fonts-jp', 'NotoSansJP-Regular.otf'),
  'NotoSansJP-Bold.otf': embedded('fonts-jp', 'NotoSansJP-Bold.otf'),
  'NotoSansHans-Regular.otf': embedded('fonts-sc', 'NotoSansHans-Regular.otf'),
  'NotoSansHans-Bold.otf': embedded('fonts-sc', 'NotoSansHans-Bold.otf'),
  'NotoSansKR-Regular.otf': embedded('fonts-kr', 'NotoSansKR-Regular.otf'),
  'NotoSansKR-Bold.otf': embedded('fonts-kr', 'NotoSansKR-Bold.otf'),
  'NotoEmoji-Regular.ttf': google('noto-emoji', 'NotoEmoji', '400Regular'),
  'NotoEmoji-Bold.ttf': google('noto-emoji', 'NotoEmoji', '700Bold'),
}
