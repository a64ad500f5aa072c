import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Config } from '../platform/config.ts';
import { officeJsAddress } from './office-js.ts';

/** Where Microsoft shows add-ins. https://learn.microsoft.com/microsoftteams/platform/tabs/how-to/tab-requirements */
const microsoftHosts = [
  'https://*.cloud.microsoft',
  'https://teams.microsoft.com',
  'https://*.teams.microsoft.com',
  'https://*.microsoft365.com',
  'https://*.office.com',
  'https://outlook.office.com',
  'https://outlook.office365.com',
  'https://outlook-sdf.office.com',
  'https://outlook-sdf.office365.com',
  'https://*.officeapps.live.com',
  'https://*.sharepoint.com',
  'https://onedrive.live.com',
];

/** Griffel fills empty style elements through the CSSOM; this is the hash of the empty text. */
const emptyStyle = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/** Headers of every answer. Foyer is shown in frames of Microsoft 365 and of HOST_ORIGINS, and nowhere else. */
export function securityHeaders(config: Config, publicUrl: string): RequestHandler {
  const isSecure = publicUrl.startsWith('https:');
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        objectSrc: ["'none'"],
        scriptSrc: ["'self'", new URL(officeJsAddress(config)).origin],
        styleSrc: ["'self'", emptyStyle],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'", 'https://res.cdn.office.net'],
        // The texts of kept messages; see `mailPolicy`.
        frameSrc: ["'self'"],
        frameAncestors: frameAncestors(config),
        ...(isSecure && { upgradeInsecureRequests: [] }),
      },
    },
    // frame-ancestors says it better, and X-Frame-Options can't name several hosts.
    frameguard: false,
    crossOriginOpenerPolicy: { policy: 'same-origin-allow-popups' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    hsts: isSecure && { maxAge: 31_536_000 },
    referrerPolicy: { policy: 'no-referrer' },
  });
}

function frameAncestors({ HOST_ORIGINS }: Config): string[] {
  return ["'self'", ...microsoftHosts, ...HOST_ORIGINS];
}

/**
 * For the text of a message that somebody has received, which anybody may have written: nothing in it acts, and it
 * fetches nothing from elsewhere unless `remote`, and then pictures only.
 */
export function mailPolicy(config: Config, { remote }: { remote: boolean }): string {
  return [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `img-src 'self' data:${remote ? ' https: http:' : ''}`,
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${frameAncestors(config).join(' ')}`,
    'sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox',
  ].join('; ');
}

/** A sign-in window must stay in touch with the window that opened it, or Teams takes it for cancelled. */
export const popupHeaders: RequestHandler = helmet.crossOriginOpenerPolicy({ policy: 'unsafe-none' });

/** A page that asks for somebody's word is shown in no frame, where another page could guide the click. */
export const neverFramed: RequestHandler = (_request, response, next) => {
  const policy = String(response.getHeader('Content-Security-Policy'));
  response.setHeader('Content-Security-Policy', policy.replace(/frame-ancestors [^;]*/, "frame-ancestors 'none'"));
  next();
};

/** swagger-ui writes styles into its elements. */
export const docsPolicy: RequestHandler = helmet.contentSecurityPolicy({
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    frameAncestors: ["'none'"],
  },
});
