import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';

export function useProfiles() {
  return useQuery({
    queryKey: ['/profiles'],
    queryFn: ({ signal }) => api('GET /profiles', { signal }),
    select: (page) => page.items,
  });
}

export function useRoles() {
  return useQuery({
    queryKey: ['/roles'],
    queryFn: ({ signal }) => api('GET /roles', { signal }),
    select: (page) => page.items,
  });
}

/** The names that the server gives to what an organization begins with; `Everyone` was the top role of older ones. */
const BUILT_IN = ['Administrator', 'Standard', 'Management', 'Team', 'Everyone'] as const;

/** The name of a profile or role: translated when it is one of those that every organization begins with. */
export function usePlaceName(): (name: string) => string {
  const { t } = useTranslation();
  return (name) => {
    const builtIn = BUILT_IN.find((known) => known === name);
    return builtIn ? t(`builtIn.${builtIn}`) : name;
  };
}
