import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { historySpans } from '../../shared/settings.js';
import { historyOf } from '../shared/feed.js';
import { formatDuration } from '../shared/format.js';
import { Page } from '../shared/page.js';
import { useChangeSettings, useLatest, usePage } from '../shared/page-context.js';
import { Segmented } from '../shared/segmented.js';
import { CpuCard } from './cpu-card.js';
import { MemoryCard } from './memory-card.js';
import { PickedStrip } from './picked-strip.js';
import { RateCard } from './rate-card.js';
import { TopCard } from './top-card.js';
import { usePickedProcess } from './use-picked-process.js';

const spans = historySpans.map((minutes) => ({ value: minutes, label: `${minutes} min` }));

export function OverviewPage(): ReactNode {
  const { feed, settings, renderer } = usePage();
  const changeSettings = useChangeSettings();
  const history$ = useMemo(() => historyOf(feed), [feed]);
  const history = useLatest(history$, []);
  const sample = useLatest(feed.samples$);
  const machine = useLatest(feed.machine$);
  const picked = usePickedProcess();
  const { minutes } = settings;
  const times = useMemo(() => history.map(({ time }) => time), [history]);

  return (
    <Page title="Overview" className="overview">
      <div className="overview-bar">
        <dl className="facts">
          <Fact name="System" value={machine?.system} />
          <Fact name="Processor" value={machine && `${machine.cores} × ${machine.processor || 'core'}`} />
          <Fact name="Up" value={sample && formatDuration(sample.uptime)} />
          <Fact name="Load" value={sample?.load.map((load) => load.toFixed(2)).join('  ')} />
        </dl>
        <Segmented
          label="Time shown"
          choices={spans}
          value={minutes}
          isDisabled={renderer === undefined}
          onChange={(value) => changeSettings({ minutes: value })}
        />
      </div>
      <PickedStrip picked={picked} />
      <CpuCard history={history} times={times} minutes={minutes} />
      <MemoryCard history={history} times={times} minutes={minutes} />
      <RateCard kind="network" history={history} times={times} minutes={minutes} />
      <RateCard kind="disk" history={history} times={times} minutes={minutes} />
      <TopCard sample={sample} pickedKey={picked.key} />
    </Page>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string | undefined }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value ?? '–'}</dd>
    </div>
  );
}
