import { Toast, Toaster, ToastTitle, useToastController } from '@fluentui/react-components';
import { useEffect, useRef } from 'react';
import type { PassingMessage } from '../use-notify.ts';

/** How long a message stays, in milliseconds. */
const READING_TIME = 6000;

const TOASTER = 'foyer';

/** Shows each message once, also those that came while this was still being fetched. */
export default function PassingMessages({ messages }: { messages: readonly PassingMessage[] }) {
  const { dispatchToast } = useToastController(TOASTER);
  const shown = useRef(0);
  useEffect(() => {
    for (const { text, intent } of messages.slice(shown.current)) {
      dispatchToast(
        <Toast>
          <ToastTitle>{text}</ToastTitle>
        </Toast>,
        { intent },
      );
    }
    shown.current = messages.length;
  }, [messages, dispatchToast]);
  return <Toaster toasterId={TOASTER} position="bottom-end" timeout={READING_TIME} pauseOnHover pauseOnWindowBlur />;
}
