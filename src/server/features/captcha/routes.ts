import { type Route, route } from '../../http/route.ts';
import { captchaCalls } from './schemas.ts';
import { createCaptcha } from './service.ts';

export const captchaRoutes: Route[] = [
  route(captchaCalls, 'GET /captcha', {
    summary: 'A proof of work for calls that anybody can make',
    access: 'public',
    limit: 'sign-ins',
    handle: ({ services }) => createCaptcha(services),
  }),
];
