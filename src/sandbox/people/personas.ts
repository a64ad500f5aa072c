import type { Persona } from './person.ts';

/** A person whom every world has, in this order, before the generated ones. */
export interface Part {
  readonly persona: Persona;
  readonly given: string;
  readonly surname: string;
  /** The part of the address before the `@`. */
  readonly alias: string;
  readonly language: string | null;
  readonly jobTitle: string | null;
  readonly department: string | null;
}

const part = (
  persona: Persona,
  name: readonly [given: string, surname: string],
  alias: string,
  language: string | null,
  jobTitle: string | null = null,
  department: string | null = null,
): Part => ({ persona, given: name[0], surname: name[1], alias, language, jobTitle, department });

/** Of the tenant that Foyer is installed in. */
export const homeCast: readonly Part[] = [
  part('administrator', ['Ingrid', 'Halvorsen'], 'ingrid.halvorsen', 'en-GB', 'Head of IT', 'IT'),
  part('approver', ['Théo', 'Lemaître'], 'theo.lemaitre', 'fr-FR', 'Directeur des ventes', 'Sales'),
  part('approver', ['Priya', 'Raghunathan'], 'priya.raghunathan', 'en-IN', 'Operations Manager', 'Operations'),
  part('approver', ['Martha', 'Okonkwo'], 'martha.okonkwo', 'en-US', 'HR Business Partner', 'Human Resources'),
  part('employee', ['Siobhán', "O'Connell"], 'siobhan.oconnell', 'en-IE', 'Account Executive', 'Sales'),
  part('employee', ['François', "D'Aubigné"], 'francois.daubigne', 'fr-FR', 'Ingénieur commercial', 'Sales'),
  part('employee', ['Łukasz', 'Żółkiewski'], 'lukasz.zolkiewski', 'pl-PL', 'Software Engineer', 'Engineering'),
  part('employee', ['ليلى', 'المنصوري'], 'leila.mansouri', 'fr-FR', 'Comptable', 'Finance'),
  part('employee', ['秀英', '王'], 'xiuying.wang', 'zh-CN', 'Researcher', 'R&D'),
  part('employee', ['Renée', 'Fournier'], 'renee.fournier', 'fr-CA', 'Chargée de communication', 'Marketing'),
  part('employee', ['Jürgen', 'Groß'], 'juergen.gross', 'de-DE', null, null),
  part('employee', ['Nguyễn Thị', 'Ánh'], 'nguyen.anh', null, 'Support Specialist', 'Customer Support'),
  part('employee', ['Olivia', 'Smith-Jones'], 'olivia.smith-jones', 'en-GB', 'Designer', 'Marketing'),
  part('employee', ['Noël', 'Gagnon'], 'noel.gagnon', 'fr-CA', 'Support Engineer', 'Customer Support'),
  part('guest', ['Camille', 'Berger'], 'camille.berger', 'fr-FR'),
  part('disabled', ['Otto', 'Brandt'], 'otto.brandt', 'de-DE', 'Controller', 'Finance'),
  part('renamed', ['Hannah', 'Whitfield'], 'hannah.whitfield', 'en-US', 'Recruiter', 'Human Resources'),
];

/** Of the neighbouring tenant. */
export const neighbourCast: readonly Part[] = [
  part('administrator', ['Vera', 'Lindqvist'], 'vera.lindqvist', 'en-US', 'IT Manager', 'IT'),
  part('approver', ['Bastien', 'Perrot'], 'bastien.perrot', 'fr-FR', 'Responsable logistique', 'Operations'),
  // Has the mail address of an employee of the first tenant; see world.ts.
  part('employee', ['Siobhán', "O'Connell"], 'soconnell', 'en-IE', 'Contractor', 'Sales'),
  part('employee', ['Kwame', 'Mensah'], 'kwame.mensah', 'en-US', 'Account Executive', 'Sales'),
  part('employee', ['Élodie', 'Guérin'], 'elodie.guerin', 'fr-FR', 'Juriste', 'Legal & Compliance'),
];
