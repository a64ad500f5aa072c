import { FluentProvider, tokens } from '@fluentui/react-components';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import { CrashBoundary } from './components/crash-boundary.tsx';
import { firstPage } from './components/first-page.ts';
import { Starting } from './components/starting.tsx';
import type { Host } from './host/host.ts';
import { HostContext } from './host/use-host.ts';
import { lazyWithTexts } from './i18n/texts.ts';
import { createQueryClient } from './query-client.ts';
import { SessionProvider } from './session/session-provider.tsx';
import { SessionGate } from './session-gate.tsx';
import { type LoadedTheme, useLoadedTheme } from './themes/load-theme.ts';

const FocusManager = lazy(() =>
  firstPage.then(() => import('./components/focus-manager.tsx')).catch(() => ({ default: () => null })),
);
const HostSilentPage = lazyWithTexts(() => import('./features/sessions/host-silent-page.tsx'), 'sessions');
const ForgotPasswordPage = lazyWithTexts(
  () => import('./features/password-resets/forgot-password-page.tsx'),
  'password-resets',
  'passwords',
);
const InvitationLinkPage = lazyWithTexts(
  () => import('./features/invitations/invitation-link-page.tsx'),
  'account-links',
  'invitations',
  'sessions',
);
const SiteRequestPage = lazyWithTexts(
  () => import('./features/authorized-sites/site-request-page.tsx'),
  'authorized-sites',
  'sessions',
);
const SiteRequestFailurePage = lazyWithTexts(
  () => import('./features/authorized-sites/site-request-failure-page.tsx'),
  'authorized-sites',
);
const AskToSignUpCard = lazyWithTexts(
  () => import('./features/sign-ups/ask-to-sign-up-card.tsx'),
  'passwords',
  'sign-ups',
);
const SignUpPage = lazyWithTexts(
  () => import('./features/sign-ups/sign-up-page.tsx'),
  'invitations',
  'passwords',
  'sign-ups',
);
const LegalPage = lazyWithTexts(() => import('./features/legal/legal-page.tsx'), 'legal');
const ResetPasswordPage = lazyWithTexts(
  () => import('./features/password-resets/reset-password-page.tsx'),
  'password-resets',
  'passwords',
);

/** A style, not a class: Fluent gives the provider's classes to dialogs and menus too, which would then hide the page. */
const FULL_HEIGHT = { height: '100%', backgroundColor: tokens.colorNeutralBackground2 };

/** Providers and the doors: what anybody may open (links of mails, the legal texts), and everything else. */
export function App({ host, firstTheme, isSilent }: { host: Host; firstTheme: LoadedTheme; isSilent: boolean }) {
  const { name, theme } = useLoadedTheme(host, firstTheme);
  const [queries] = useState(createQueryClient);
  useEffect(() => {
    document.documentElement.dataset.theme = name;
    host.ready();
  }, [host, name]);

  return (
    <HostContext value={host}>
      <FluentProvider theme={theme} style={FULL_HEIGHT}>
        <Suspense>
          <FocusManager />
        </Suspense>
        {isSilent ? (
          <Suspense fallback={<Starting />}>
            <HostSilentPage />
          </Suspense>
        ) : (
          <QueryClientProvider client={queries}>
            <BrowserRouter>
              <CrashBoundary>
                <SessionProvider>
                  <Suspense fallback={<Starting />}>
                    <Routes>
                      <Route path="/invitations/:token" element={<InvitationLinkPage />} />
                      <Route path="/sign-up/:token" element={<SignUpPage />} />
                      <Route path="/authorize" element={<SiteRequestFailurePage />} />
                      <Route
                        path="/authorize/:uid"
                        element={
                          <SiteRequestPage
                            signIn={<SessionGate />}
                            signUp={(request) => <AskToSignUpCard {...request} />}
                          />
                        }
                      />
                      <Route path="/forgot-password" element={<ForgotPasswordPage />} />
                      <Route path="/reset-password/:token" element={<ResetPasswordPage />} />
                      <Route path="/terms" element={<LegalPage name="terms" />} />
                      <Route path="/privacy" element={<LegalPage name="privacy" />} />
                      <Route path="*" element={<SessionGate />} />
                    </Routes>
                  </Suspense>
                </SessionProvider>
              </CrashBoundary>
            </BrowserRouter>
          </QueryClientProvider>
        )}
      </FluentProvider>
    </HostContext>
  );
}
