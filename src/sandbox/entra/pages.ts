import { escapeHtml as e } from '../html.ts';
import type { Person } from '../people/person.ts';
import type { Texts } from './texts.ts';

const style = `
:root{color-scheme:light dark}
body{font:15px/1.4 "Segoe UI",system-ui,sans-serif;margin:0;background:#f2f2f2;color:#1b1b1b}
main{max-width:440px;margin:4vh auto;background:#fff;padding:32px;box-shadow:0 2px 6px #0003;box-sizing:border-box}
h1{font-size:24px;font-weight:600;margin:0 0 8px}
p{margin:0 0 16px}
form.search{display:flex;gap:8px;margin:0 0 12px}
input[type=search]{flex:1;min-width:0;font:inherit;padding:8px}
ul{list-style:none;margin:0 0 16px;padding:0}
button{font:inherit;cursor:pointer;padding:8px 16px}
button.person{display:block;width:100%;text-align:start;background:none;border:0;border-bottom:1px solid #8883;padding:10px 8px;color:inherit;overflow-wrap:anywhere}
button.person:hover,button.person:focus-visible{background:#0067b81a;outline:2px solid #0067b8}
small{display:block;opacity:.8}
.error{color:#a4262c}
@media (prefers-color-scheme:dark){body{background:#1b1b1b;color:#f5f5f5}main{background:#2b2b2b}.error{color:#ff9a9a}}
@media (max-width:480px){main{margin:0;padding:20px 16px}}`;

function page(texts: Texts, title: string, body: string): string {
  return `<!doctype html>
<html lang="${texts.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${e(title)}</title><style>${style}</style></head><body><main><h1>${e(title)}</h1>${body}</main></body></html>`;
}

/** Fields of a form that the reader does not see. */
function hidden(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${e(name)}" value="${e(value)}">`)
    .join('');
}

export interface PickPage {
  readonly people: readonly Person[];
  readonly search: string;
  /** The authorize request, carried through the forms. */
  readonly request: Readonly<Record<string, string>>;
  readonly error?: string;
}

/** The list of people that one can be. */
export function pickPage(texts: Texts, { people, search, request, error }: PickPage): string {
  const list = people.map((person) => {
    const persona = person.persona === null ? '' : ` · ${texts.personas[person.persona]}`;
    const label = `<bdi>${e(person.displayName)}</bdi><small>${e(person.userPrincipalName)}${e(persona)}</small>`;
    return `<li><button class="person" name="person" value="${person.id}">${label}</button></li>`;
  });
  return page(
    texts,
    texts.pick,
    `${error === undefined ? '' : `<p class="error" role="alert">${e(error)}</p>`}<p>${e(texts.explain)}</p>
<form class="search" method="get" role="search">${hidden(request)}
<input type="search" name="search" value="${e(search)}" aria-label="${e(texts.search)}" placeholder="${e(texts.search)}">
<button>${e(texts.find)}</button></form>
<form method="post">${hidden(request)}<ul>${list.join('')}</ul></form>
${list.length === 0 ? `<p>${e(texts.nobody)}</p>` : ''}`,
  );
}

export interface ConsentPage {
  readonly application: string;
  readonly scopes: readonly string[];
  readonly person: Person;
  readonly administrator: boolean;
  readonly request: Readonly<Record<string, string>>;
}

/** Asks whether the application may have what it asks for. */
export function consentPage(texts: Texts, asked: ConsentPage): string {
  const box = `<p><label><input type="checkbox" name="organization" value="1"> ${e(texts.onBehalf)}</label></p>`;
  return page(
    texts,
    texts.consentTitle,
    `<p>${e(asked.person.userPrincipalName)}</p><p><b>${e(asked.application)}</b> ${e(texts.consentText)}</p>
<ul>${asked.scopes.map((scope) => `<li>${e(scope)}</li>`).join('')}</ul>
<form method="post">${hidden({ ...asked.request, person: asked.person.id })}
${asked.administrator ? box : ''}
<button name="consent" value="yes">${e(texts.accept)}</button> <button name="consent" value="no">${e(texts.cancel)}</button></form>`,
  );
}

/** Says that only an administrator can agree, and leads back. */
export function approvalPage(texts: Texts, application: string, back: string): string {
  return page(
    texts,
    texts.adminTitle,
    `<p><b>${e(application)}</b> ${e(texts.adminText)}</p><p><a href="${e(back)}">${e(texts.back)}</a></p>`,
  );
}

export function signedOutPage(texts: Texts): string {
  return page(texts, texts.signedOut, '');
}

/** An error that must not be told to the redirect address, for that may be forged. */
export function errorPage(texts: Texts, description: string): string {
  return page(texts, texts.sorry, `<p class="error" role="alert">${e(description)}</p>`);
}

/** `response_mode=form_post`: sends itself. */
export function formPostPage(texts: Texts, address: string, fields: Readonly<Record<string, string>>): string {
  return page(
    texts,
    texts.pick,
    `<form method="post" action="${e(address)}">${hidden(fields)}<button>${e(texts.accept)}</button></form>
<script>document.forms[0].submit()</script>`,
  );
}
