/** React's style prop also takes the page's own properties. */
import 'react';

declare module 'react' {
  interface CSSProperties {
    '--name-share'?: string;
    '--tick'?: string;
  }
}
