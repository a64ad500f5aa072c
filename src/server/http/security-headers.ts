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
        // The texts of stored messages; see `mailPolicy`.
        frameSrc: ["'self'"],
        frameAncestors: frameAncestors(config),
        ...(isSecure && { upgradeInsecureRequests: [] }),
      },
    },
    // frame-ancestors replaces X-Frame-Options, which can't name several hosts.
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
 * For the text of a received message, which anybody may have written: nothing in it runs, and it loads nothing from
 * elsewhere, except pictures with `remote`.
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

/** A sign-in popup must keep its connection to its opener, or Teams considers it cancelled. */
export const popupHeaders: RequestHandler = helmet.crossOriginOpenerPolicy({ policy: 'unsafe-none' });

/** Pages that ask for a consent or a password, and that no host of Microsoft 365 shows: a page around them could trick a click. */
const unframedPages = /^\/(?:authorize|sign-up|reset-password|forgot-password|auth)(?:\/|$)/i;

/**
 * Keeps those pages out of every frame, in every spelling of their paths: the router in the browser decodes them
 * (`/%61uthorize`), folds slashes (`//authorize`) and does not mind capitals.
 */
export const neverFramed: RequestHandler = (request, response, next) => {
  if (unframedPages.test(plainPath(request.path))) {
    const policy = String(response.getHeader('Content-Security-Policy'));
    response.setHeader('Content-Security-Policy', policy.replace(/frame-ancestors [^;]*/, "frame-ancestors 'none'"));
  }
  next();
};

function plainPath(path: string): string {
  try {
    return `/${decodeURIComponent(path)
      .split(/[\\/]+/)
      .filter((part) => part !== '' && part !== '.')
      .join('/')}`;
  } catch {
    return path;
  }
}

/** swagger-ui sets inline styles. */
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
