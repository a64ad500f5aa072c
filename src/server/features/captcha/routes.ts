import { type Route, route } from '../../http/route.ts';
import { captchaSchema } from './schemas.ts';
import { createCaptcha } from './service.ts';

export const captchaRoutes: Route[] = [
  route({
    method: 'get',
    path: '/captcha',
    summary: 'A proof of work for calls that anybody can make',
    access: 'public',
    limit: 'sign-ins',
    response: captchaSchema,
    handle: ({ services }) => createCaptcha(services),
  }),
];
