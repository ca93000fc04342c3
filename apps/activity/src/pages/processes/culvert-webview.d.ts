import type { CulvertWebview } from '@culvert/transport-web/webview';
import type { DetailedHTMLProps, HTMLAttributes } from 'react';

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'culvert-webview': DetailedHTMLProps<HTMLAttributes<CulvertWebview>, CulvertWebview> & {
        readonly src: string;
      };
    }
  }
}
