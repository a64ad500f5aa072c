import { Choice } from '../../components/choice.tsx';

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone')];

/** A time zone by its name of the tz database, as a field's control. */
export function TimeZoneChoice({ value, onChange, ...field }: { value: string; onChange: (zone: string) => void }) {
  return (
    <Choice {...field} value={value} onChange={(_event, { value: zone }) => onChange(zone)}>
      {zonesWith(value).map((zone) => (
        <option key={zone}>{zone}</option>
      ))}
    </Choice>
  );
}

/** Browsers know zones under names that their own list may lack. */
function zonesWith(zone: string): string[] {
  return ZONES.includes(zone) ? ZONES : [zone, ...ZONES];
}
