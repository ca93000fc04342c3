import type { ReactNode } from 'react';
import { Page } from '../shared/page.js';
import { usePage } from '../shared/page-context.js';
import { Breadcrumb } from './breadcrumb.js';
import { ContentsList } from './contents-list.js';
import { ScanForm } from './scan-form.js';
import { ScanStatus } from './scan-status.js';
import { Treemap } from './treemap.js';
import { useScan } from './use-scan.js';

export function DiskPage(): ReactNode {
  const { renderer } = usePage();
  const { state, start, cancel, open } = useScan();
  const isBusy =
    state.kind === 'starting' ||
    (state.kind === 'scan' &&
      state.scanner !== undefined &&
      (state.progress?.phase ?? 'running') === 'running');

  const isStarting = state.kind === 'starting' || (state.kind === 'scan' && state.progress === undefined);

  return (
    <Page title="Disk" className="disk">
      <ScanForm isBusy={isBusy} onStart={start} onCancel={cancel} />
      {state.kind === 'idle' && <Invitation refusal={state.refusal} />}
      {isStarting && <p className="invitation muted">Starting a process for {state.path}…</p>}
      {state.kind === 'scan' && state.progress && <ScanStatus progress={state.progress} />}
      {state.kind === 'scan' && state.view && (
        <>
          <Breadcrumb
            path={state.path}
            trail={state.view.trail}
            canOpen={renderer !== undefined && state.scanner !== undefined}
            onOpen={open}
          />
          <div className="disk-body">
            <Treemap view={state.view} canOpen={state.scanner !== undefined} onOpen={open} />
            <ContentsList view={state.view} canOpen={state.scanner !== undefined} onOpen={open} />
          </div>
        </>
      )}
    </Page>
  );
}

function Invitation({ refusal }: { readonly refusal: string | undefined }): ReactNode {
  return (
    <div className="invitation">
      {refusal === undefined ? (
        <>
          <h2>Where has the room gone?</h2>
          <p className="muted">
            Choose a folder. A process of its own walks through it and draws what it finds while it goes.
          </p>
        </>
      ) : (
        <p className="refusal" role="alert">
          {refusal}
        </p>
      )}
    </div>
  );
}
