import { useSearchParams } from 'react-router';

/** What a value may be: one of these, the first unless another is set; or a text like this, empty unless one is set. */
type Allowed = readonly string[] | RegExp;

type StateOf<Values> = { [Name in keyof Values]: Values[Name] extends readonly (infer Each)[] ? Each : string };

export const SEARCH = /^.{1,100}$/su;
export const ID = /^[0-9a-f]{24}$/;

/**
 * What a list is searched, filtered and sorted by. It stands in the address, so that *back* and a shared link lead to the
 * same list; what nobody has set is left out, and what nobody could have set counts for nothing.
 * @returns what is set, and a function that sets some of it: `push` where *back* shall lead to what was set before.
 */
export function useListState<const Values extends Record<string, Allowed>>(
  values: Values,
): [StateOf<Values>, (change: Partial<StateOf<Values>>, history?: 'push') => void] {
  const [parameters, setParameters] = useSearchParams();
  const state = Object.fromEntries(
    Object.entries(values).map(([name, allowed]) => [name, read(allowed, parameters.get(name) ?? '')]),
  ) as StateOf<Values>;
  const set = (change: Partial<StateOf<Values>>, history?: 'push') =>
    setParameters(
      () => {
        // The address itself: of two changes before the page is drawn again, the router gives the second one what was before both.
        const after = new URLSearchParams(window.location.search);
        for (const [name, value] of Object.entries(change as Record<string, string>)) {
          if (value === initial(values[name])) after.delete(name);
          else after.set(name, value);
        }
        return after;
      },
      { replace: history !== 'push' },
    );
  return [state, set];
}

function read(allowed: Allowed, value: string): string {
  const isAllowed = allowed instanceof RegExp ? allowed.test(value) : allowed.includes(value);
  return isAllowed ? value : initial(allowed);
}

function initial(allowed: Allowed | undefined): string {
  return (allowed instanceof RegExp ? undefined : allowed?.[0]) ?? '';
}
