/** One given name or surname: as it is written, and as it stands in an address. */
export interface Name {
  readonly written: string;
  readonly latin: string;
}

/** Where somebody's name comes from, and what such people usually have in the directory. */
export interface Culture {
  /** How many of a hundred people. */
  readonly share: number;
  readonly given: readonly Name[];
  readonly surnames: readonly Name[];
  /** Preferred languages to draw from; `null` for a person who chose none. */
  readonly languages: readonly (string | null)[];
  readonly offices: readonly (readonly [office: string, city: string, country: string])[];
  readonly surnameFirst: boolean;
}

/** Leaves what an address may hold: `O’Connell` becomes `oconnell`, `Żółkiewski` `zolkiewski`. */
export function latinised(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ł', 'l')
    .replaceAll('ø', 'o')
    .replaceAll('æ', 'ae')
    .replaceAll('ð', 'd')
    .replaceAll('þ', 'th')
    .replaceAll('ı', 'i')
    .replaceAll('đ', 'd')
    .normalize('NFD')
    .replace(/[^a-z-]/g, '');
}

/** Names apart by `, `; one not in Latin letters carries its Latin form after a slash. */
function names(list: string): Name[] {
  return list.split(', ').map((entry) => {
    const [written = '', latin] = entry.split('/');
    return { written, latin: latinised(latin ?? written) };
  });
}

export const cultures: readonly Culture[] = [
  {
    share: 30,
    given: names(
      "Olivia, Amelia, Isla, Ava, Grace, Freya, Charlotte, Sophia, Harriet, Imogen, Oliver, George, Arthur, Noah, Leo, Oscar, Harry, Theodore, Edward, Samuel, Maeve, Siobhán, Ciarán, Niamh, Eoin, D'Arcy, Jean-Paul, Mary Ann, Ruth, Walter",
    ),
    surnames: names(
      "Smith, Jones, Taylor, Brown, Williams, Wilson, Johnson, Davies, Robinson, Wright, Thompson, Evans, Walker, White, Roberts, Green, Hall, Wood, Jackson, Clarke, O'Connell, O'Brien, O'Sullivan, McCarthy, MacLeod, Fitzgerald, Smith-Jones, Ashworth, Pemberton, Hathaway, St. John, Featherstonehaugh",
    ),
    languages: ['en-GB', 'en-US', 'en-US', 'en-IE', null],
    offices: [
      ['London 4/12', 'London', 'United Kingdom'],
      ['Dublin 2/03', 'Dublin', 'Ireland'],
      ['Boston 18/1807', 'Boston', 'United States'],
    ],
    surnameFirst: false,
  },
  {
    share: 24,
    given: names(
      'Camille, Léa, Chloé, Inès, Manon, Zoé, Élodie, Anaïs, Maëlle, Océane, Lucas, Hugo, Théo, Gaël, Loïc, Étienne, François, Benoît, Cédric, Jérôme, Jean-Baptiste, Marie-Hélène, Anne-Sophie, Noël, Solène, Thaïs, Aurélie, Raphaël, Mickaël, Françoise',
    ),
    surnames: names(
      "Martin, Bernard, Dubois, Lefèvre, Moreau, Lemaître, Girard, Fournier, Mercier, Blanchard, Guérin, Faure, Roussel, Boyer, Chevalier, François, Gauthier, Perrot, Marchand, Noël, D'Aubigné, L'Hermitte, De La Tour, Saint-Pierre, Beaulieu-Côté, Tremblay, Gagnon, Bélanger, Château, Lœwenstein",
    ),
    languages: ['fr-FR', 'fr-FR', 'fr-CA', 'fr-BE', 'fr-CH', null],
    offices: [
      ['Paris 7/702', 'Paris', 'France'],
      ['Lyon 3/311', 'Lyon', 'France'],
      ['Montréal 12/1204', 'Montréal', 'Canada'],
      ['Genève 1/108', 'Genève', 'Suisse'],
    ],
    surnameFirst: false,
  },
  {
    share: 10,
    given: names(
      'Anna, Lena, Mia, Käthe, Jürgen, Björn, Günther, Sören, Jörg, Matthias, Ulrike, Annegret, Heiko, Lukas, Franziska',
    ),
    surnames: names(
      'Müller, Schmidt, Schneider, Weiß, Groß, Köhler, Schäfer, Krüger, Böhm, Vogel, von der Heide, Müller-Lüdenscheidt, Jäger, Lindner, Strauß',
    ),
    languages: ['de-DE', 'de-DE', 'en-US', null],
    offices: [['Berlin 2/210', 'Berlin', 'Deutschland']],
    surnameFirst: false,
  },
  {
    share: 8,
    given: names(
      'Lucía, Martín, Sofía, Mateo, Valentina, Joaquín, Begoña, Íñigo, Núria, José María, João, Inês, Conceição, Tomás, Beatriz',
    ),
    surnames: names(
      'García López, Muñoz, Peña, Ibáñez, Núñez Vela, Sánchez, Álvarez, Da Silva, Gonçalves, Magalhães, Ferreira, Castaño, Ordóñez, Etxeberria, Puig i Cadafalch',
    ),
    languages: ['es-ES', 'pt-BR', 'en-US', null],
    offices: [['Madrid 5/511', 'Madrid', 'España']],
    surnameFirst: false,
  },
  {
    share: 6,
    given: names(
      'Łukasz, Agnieszka, Małgorzata, Zdzisław, Jiří, Kateřina, Đorđe, Nataša, Žofia, István, Ágnes, Ștefan, Ioana, Søren, Åsa',
    ),
    surnames: names(
      'Żółkiewski, Wójcik, Dvořák, Šťastný, Horváth, Nagy, Đorđević, Ćosić, Ștefănescu, Brzęczyszczykiewicz, Sørensen, Åkesson, Ærø, Ásgeirsdóttir, Þórsson',
    ),
    languages: ['pl-PL', 'en-GB', null],
    offices: [['Kraków 1/14', 'Kraków', 'Polska']],
    surnameFirst: false,
  },
  {
    share: 4,
    given: names(
      'محمد/mohammed, فاطمة/fatima, يوسف/youssef, ليلى/leila, خالد/khaled, نور/nour, عمر/omar, سلمى/salma, أمينة/amina, كريم/karim',
    ),
    surnames: names(
      'الفاسي/elfassi, بن علي/benali, المنصوري/mansouri, حداد/haddad, الخطيب/khatib, العلوي/alaoui, السعيدي/saidi',
    ),
    languages: ['ar-MA', 'fr-FR', 'fr-FR', null],
    offices: [['Casablanca 6/602', 'Casablanca', 'Maroc']],
    surnameFirst: false,
  },
  {
    share: 2,
    given: names('דנה/dana, יעל/yael, נועם/noam, איתן/eitan, תמר/tamar, אורי/uri'),
    surnames: names('לוי/levi, כהן/cohen, מזרחי/mizrahi, פרץ/peretz, ביטון/biton'),
    languages: ['he-IL', 'en-US'],
    offices: [['Tel Aviv 8/801', 'Tel Aviv', 'Israel']],
    surnameFirst: false,
  },
  {
    share: 3,
    given: names('秀英/xiuying, 伟/wei, 芳/fang, 建国/jianguo, 丽/li, 强/qiang, 敏/min, 静/jing'),
    surnames: names('王/wang, 李/li, 张/zhang, 陈/chen, 刘/liu, 杨/yang, 欧阳/ouyang'),
    languages: ['zh-CN', 'en-US'],
    offices: [['Singapore 30/3009', 'Singapore', 'Singapore']],
    surnameFirst: true,
  },
  {
    share: 3,
    given: names('美咲/misaki, 蓮/ren, さくら/sakura, 翔太/shota, 陽菜/hina, 大輔/daisuke'),
    surnames: names('佐藤/sato, 高橋/takahashi, 鈴木/suzuki, 田中/tanaka, 渡辺/watanabe, 小林/kobayashi'),
    languages: ['ja-JP', 'en-US'],
    offices: [['Tokyo 21/2104', 'Tokyo', 'Japan']],
    surnameFirst: true,
  },
  {
    share: 3,
    given: names('Priya, Arjun, Ananya, Vikram, Lakshmi, Nithya, Rohan, Meera, अनिल/anil, सीता/sita'),
    surnames: names('Raghunathan, Patel, Sharma, Iyer, Subramaniam, Ramanujan, Gupta, Venkatanarasimharajuvaripeta'),
    languages: ['en-IN', 'en-US', null],
    offices: [['Bengaluru 9/905', 'Bengaluru', 'India']],
    surnameFirst: false,
  },
  {
    share: 3,
    given: names("Wanjiru, Chinedu, Amara, Kwame, Thandiwe, N'Golo, Aïssatou, Ousmane"),
    surnames: names("Kamau, Okonkwo, Mensah, N'Diaye, Dlamini, Diop, Traoré, Ouédraogo"),
    languages: ['en-GB', 'fr-FR', null],
    offices: [['Dakar 2/204', 'Dakar', 'Sénégal']],
    surnameFirst: false,
  },
  {
    share: 2,
    given: names('Олександр/oleksandr, Наталія/natalia, Ірина/iryna, Богдан/bohdan, Мар’яна/maryana, Тарас/taras'),
    surnames: names('Шевченко/shevchenko, Коваленко/kovalenko, Мельник/melnyk, Лук’яненко/lukianenko'),
    languages: ['uk-UA', 'en-US'],
    offices: [['Kyiv 3/305', 'Kyiv', 'Ukraine']],
    surnameFirst: false,
  },
  {
    share: 2,
    given: names('Şeyma, Gökçe, İpek, Işıl, Çağlar, Ömer, Γιώργος/giorgos, Ελένη/eleni'),
    surnames: names('Yılmaz, Çelik, Öztürk, Şahin, Güneş, Koç, Παπαδόπουλος/papadopoulos, Νικολάου/nikolaou'),
    languages: ['tr-TR', 'el-GR', 'en-US', null],
    offices: [['Istanbul 3/302', 'Istanbul', 'Türkiye']],
    surnameFirst: false,
  },
];

export const departments: readonly (readonly [department: string, titles: readonly string[]])[] = [
  ['Sales', ['Account Executive', 'Sales Representative', 'Key Account Manager', 'Ingénieur commercial']],
  ['Marketing', ['Brand Manager', 'Content Strategist', 'Chargée de communication', 'Designer']],
  ['Engineering', ['Software Engineer', 'Test Engineer', 'Solutions Architect', 'Ingénieur qualité']],
  ['Finance', ['Accountant', 'Controller', 'Financial Analyst', 'Comptable']],
  ['Human Resources', ['Recruiter', 'HR Business Partner', 'Gestionnaire de paie']],
  ['Operations', ['Operations Coordinator', 'Logistics Planner', 'Responsable logistique']],
  ['Customer Support', ['Support Specialist', 'Support Engineer', 'Conseiller clientèle']],
  ['Legal & Compliance', ['Legal Counsel', 'Data Protection Officer', 'Juriste']],
  ['R&D', ['Researcher', 'Laboratory Technician', 'Chercheuse']],
  ['IT', ['Systems Administrator', 'Service Desk Analyst', 'Administrateur réseau']],
];
