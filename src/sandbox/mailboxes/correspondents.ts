/** Somebody at another company who writes to the people of the sandbox; what a contact in their records would be. */
export interface Correspondent {
  readonly firstName: string;
  readonly lastName: string;
  readonly company: string;
  readonly address: string;
  readonly language: 'en' | 'fr';
}

function correspondent(
  [firstName, lastName]: readonly [string, string],
  company: string,
  address: string,
  language: 'en' | 'fr',
): Correspondent {
  return { firstName, lastName, company, address, language };
}

/** The same in every world. */
export const correspondents: readonly Correspondent[] = [
  correspondent(['Claire', 'Fontaine'], 'Rivière Conseil', 'claire.fontaine@riviere-conseil.example', 'fr'),
  correspondent(['Daniel', 'Okafor'], 'Brightwater Foods', 'd.okafor@brightwater.example', 'en'),
  correspondent(['Mei', 'Tanaka'], 'Tanaka Logistics', 'mei@tanaka-logistics.example', 'en'),
  correspondent(['Étienne', 'Roux'], 'Ateliers Roux', 'etienne.roux@ateliers-roux.example', 'fr'),
  correspondent(['Sofia', 'Lindgren'], 'Nordlys Energy', 'sofia.lindgren@nordlys.example', 'en'),
  correspondent(['Amara', 'Diallo'], 'Diallo & Fils', 'amara@diallo-fils.example', 'fr'),
  correspondent(['Tom', 'Whitaker'], 'Whitaker Printing', 'tom@whitaker-printing.example', 'en'),
  correspondent(['Beatriz', 'Carvalho'], 'Casa Carvalho', 'beatriz.carvalho@casacarvalho.example', 'en'),
];
