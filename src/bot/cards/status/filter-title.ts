import type { TenantFilter } from '../../chat/tenant-filter.ts';
import { count, outside } from '../text.ts';

export const EXPIRING_DAYS = 60;

/** What a list of tenants holds. @param person name of whoever looks */
export function filterTitle({ show, days = EXPIRING_DAYS, server, word }: TenantFilter, person: string): string {
  const names: Readonly<Record<TenantFilter['show'], string>> = {
    all: 'All tenants',
    needs: 'Tenants that need somebody',
    mine: `Tenants whose latest run ${outside(person, 60)} asked for`,
    waiting: 'Tenants that wait for an approval',
    working: 'Tenants at work',
    suspended: 'Suspended tenants',
    ready: 'Tenants that are ready',
    expiring: `Certificates that expire within ${count(days, 'day')}`,
  };
  const more = [
    ...(server ? [`on ${outside(server, 60)}`] : []),
    ...(word ? [`with "${outside(word, 60)}" in the name`] : []),
  ];
  if (more.length === 0) return names[show];
  return `${show === 'all' ? 'Tenants' : names[show]} ${more.join(', ')}`;
}
