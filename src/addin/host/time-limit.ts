import { HostRefusal } from './host.ts';

/** How long a host may take to answer before Foyer explains, in milliseconds. */
const HOST_PATIENCE = 8000;

/** @throws {HostRefusal} `no_answer` when the host has not answered in time. */
export async function withinPatience<T>(answer: Promise<T>, patience = HOST_PATIENCE): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new HostRefusal('no_answer')), patience);
  });
  try {
    return await Promise.race([answer, silence]);
  } finally {
    clearTimeout(timer);
  }
}
