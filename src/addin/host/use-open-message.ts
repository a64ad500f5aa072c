import { useEffect, useState } from 'react';
import type { OpenItem, OpenMessage } from './open-message.ts';

/** The message that is open beside Foyer, also after another one was opened: null for none, undefined while it is read. */
export function useOpenMessage(item: OpenItem): OpenMessage | null | undefined {
  const [message, setMessage] = useState<OpenMessage | null>();
  useEffect(() => {
    let latest = 0;
    const read = async () => {
      latest += 1;
      const turn = latest;
      const found = await item.read();
      if (turn === latest) setMessage(found);
    };
    const stop = item.onChange(() => void read());
    void read();
    return () => {
      latest = Number.NaN;
      stop();
    };
  }, [item]);
  return message;
}
