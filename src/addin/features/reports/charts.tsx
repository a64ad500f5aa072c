import {
  DonutChart,
  HorizontalBarChart,
  HorizontalBarChartVariant,
  LineChart,
  ResponsiveContainer,
  VerticalStackedBarChart,
} from '@fluentui/react-charts';
import { tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type {
  MembersReport,
  RecordsReport,
  RequestsReport,
  SeatsReport,
} from '../../../server/features/reports/schemas.ts';
import { useHost, useHostTheme } from '../../host/use-host.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { CHART_HEIGHT } from './report-card.tsx';
import { useSpan } from './use-report.ts';

/** Below each other where they don't fit beside each other. */
const LEGENDS = { centerLegends: true, enabledWrapLines: true };

const COLORS = [
  tokens.colorCompoundBrandForeground1,
  tokens.colorPaletteMarigoldBorderActive,
  tokens.colorPaletteTealBorderActive,
  tokens.colorPaletteBerryBorderActive,
] as const;

/** In high contrast all of those are one colour; these are what it tells apart. */
const CONTRAST_COLORS = [
  tokens.colorCompoundBrandForeground1,
  tokens.colorNeutralForeground1,
  tokens.colorBrandForegroundLink,
  tokens.colorNeutralForegroundDisabled,
] as const;

/** Colours of the theme, so that charts change with it. */
function useColors() {
  return useHostTheme(useHost()) === 'contrast' ? CONTRAST_COLORS : COLORS;
}

export function MembersChart({ report }: { report: MembersReport }) {
  const { t, i18n } = useTranslation('reports');
  const { number } = useFormat();
  const colors = useColors();
  const chartData = (['active', 'inactive', 'invited', 'requests'] as const).map((status, index) => {
    const legend = `${t(`reports.members.${status}`)} ${number(report[status])}`;
    return {
      legend,
      data: report[status],
      color: colors[index] ?? '',
      callOutAccessibilityData: { ariaLabel: legend },
    };
  });
  return (
    <ResponsiveContainer height={CHART_HEIGHT}>
      <DonutChart
        culture={i18n.language}
        data={{ chartData: chartData.filter(({ data }) => data > 0) }}
        height={CHART_HEIGHT}
        innerRadius={60}
        valueInsideDonut={number(report.active + report.inactive)}
        hideLabels
        legendProps={LEGENDS}
      />
    </ResponsiveContainer>
  );
}

export function SeatsChart({ report }: { report: SeatsReport }) {
  const [first, second] = useColors();
  const { t, i18n } = useTranslation('reports');
  const day = new Intl.DateTimeFormat(i18n.language, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const line = (key: 'bought' | 'used', color: string) => ({
    legend: t(`reports.seats.${key}`),
    color,
    lineOptions: { strokeWidth: 3 },
    data: report.points.map((point) => {
      const x = new Date(`${point.day}T00:00:00Z`);
      return { x, y: point[key], xAxisCalloutData: day.format(x) };
    }),
  });
  return (
    <ResponsiveContainer height={CHART_HEIGHT}>
      <LineChart
        culture={i18n.language}
        data={{
          chartTitle: t('reports.seats.title'),
          lineChartData: [line('bought', second), line('used', first)],
        }}
        height={CHART_HEIGHT}
        yMinValue={0}
        yAxisTickCount={4}
        useUTC
        customDateTimeFormatter={(moment) => day.format(moment)}
        legendProps={LEGENDS}
      />
    </ResponsiveContainer>
  );
}

export function RequestsChart({ report }: { report: RequestsReport }) {
  const [first, second] = useColors();
  const { t, i18n } = useTranslation('reports');
  const span = useSpan();
  const short = ({ from, until }: RequestsReport['spans'][number]) => {
    if (until === null) return `> ${span(from, 'narrow')}`;
    return from === 0 ? `< ${span(until, 'narrow')}` : `${span(from, 'narrow')}–${span(until, 'narrow')}`;
  };
  return (
    <ResponsiveContainer height={CHART_HEIGHT}>
      <VerticalStackedBarChart
        culture={i18n.language}
        chartTitle={t('reports.requests.title')}
        data={report.spans.map((each) => ({
          xAxisPoint: short(each),
          chartData: [
            { legend: t('reports.requests.approved'), data: each.approved, color: first },
            { legend: t('reports.requests.declined'), data: each.declined, color: second },
          ],
        }))}
        height={CHART_HEIGHT}
        barWidth="auto"
        yAxisTickCount={4}
        legendProps={LEGENDS}
      />
    </ResponsiveContainer>
  );
}

/** Everything that it tells stands beside its bars, so that there is nothing to point at. */
export function RecordsChart({ report }: { report: RecordsReport }) {
  const [first, second] = useColors();
  const { t, i18n } = useTranslation('reports');
  // The number stands behind its bar.
  const room = (report.owners[0]?.total ?? 0) * 1.2;
  return (
    <div inert>
      <HorizontalBarChart
        culture={i18n.language}
        hideTooltip
        variant={HorizontalBarChartVariant.AbsoluteScale}
        data={report.owners.map(({ fullName, status, total }) => ({
          chartTitle: status === 'active' ? fullName : t('reports.records.inactiveName', { name: fullName }),
          chartData: [
            {
              legend: fullName,
              horizontalBarChartdata: { x: total, total: room },
              color: status === 'active' ? first : second,
            },
          ],
        }))}
      />
    </div>
  );
}
