import type { Request } from 'express';

const english = {
  pick: 'Pick an account',
  explain: 'Sandbox sign-in: be whoever you like. Nobody here is real.',
  search: 'Search by name or login',
  find: 'Search',
  nobody: 'Nobody by that name.',
  consentTitle: 'Permissions requested',
  consentText: 'would like to',
  onBehalf: 'Consent on behalf of your organization',
  accept: 'Accept',
  cancel: 'Cancel',
  adminTitle: 'Need admin approval',
  adminText: 'needs permission to access resources in your organization that only an administrator can grant.',
  back: 'Back to the application',
  signedOut: 'You signed out of the sandbox.',
  sorry: 'Sorry, but we’re having trouble signing you in.',
  disabled: 'This account is disabled.',
  personas: {
    administrator: 'administrator',
    approver: 'approver',
    employee: 'employee',
    guest: 'guest',
    disabled: 'disabled',
    renamed: 'will be renamed',
  },
};

const french: typeof english = {
  pick: 'Choisir un compte',
  explain: 'Connexion de démonstration : soyez qui vous voulez. Personne ici n’est réel.',
  search: 'Rechercher par nom ou identifiant',
  find: 'Rechercher',
  nobody: 'Personne de ce nom.',
  consentTitle: 'Autorisations demandées',
  consentText: 'souhaite',
  onBehalf: 'Consentement pour le compte de votre organisation',
  accept: 'Accepter',
  cancel: 'Annuler',
  adminTitle: 'Approbation d’un administrateur nécessaire',
  adminText: 'a besoin d’autorisations que seul un administrateur de votre organisation peut accorder.',
  back: 'Retour à l’application',
  signedOut: 'Vous êtes déconnecté du bac à sable.',
  sorry: 'Désolé, nous ne parvenons pas à vous connecter.',
  disabled: 'Ce compte est désactivé.',
  personas: {
    administrator: 'administrateur',
    approver: 'approbateur',
    employee: 'employé',
    guest: 'invité',
    disabled: 'désactivé',
    renamed: 'sera renommé',
  },
};

export type Texts = typeof english & { readonly language: 'en' | 'fr' };

/** The texts of the sign-in pages, in the language that the request asks for or else the browser prefers. */
export function textsFor(request: Request): Texts {
  const asked = request.query.ui_locales ?? request.headers['accept-language'];
  const fr = /^\s*fr\b/i.test(String(asked ?? ''));
  return fr ? { ...french, language: 'fr' } : { ...english, language: 'en' };
}
