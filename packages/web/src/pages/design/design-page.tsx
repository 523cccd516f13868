/** Every token and component in its states, beside each other, in both themes: for those who build the page. */
import { useState, type ReactNode } from 'react';
import { toneIcons, type Tone } from '../../model/run-look.js';
import { Button, CopyButton, IconButton } from '../../ui/button.js';
import { CodeBlock } from '../../ui/code-block.js';
import { Dialog } from '../../ui/dialog.js';
import { Crumb, Page } from '../../ui/frame.js';
import { Icon, iconNames } from '../../ui/icons.js';
import { JsonView } from '../../ui/json-view/json-view.js';
import { Keys } from '../../ui/keys-sheet.js';
import { Popover } from '../../ui/popover.js';
import { EmptyState, ErrorState, LoadingState } from '../../ui/state.js';
import { StatusDot } from '../../ui/status-dot.js';
import styles from './design-page.module.css';

const surfaces = ['background', 'sunken', 'raised', 'hover', 'selected', 'line', 'line-strong'];
const texts = ['text', 'text-secondary', 'text-tertiary', 'error', 'running', 'finding', 'accent', 'success'];
const sizes = [11, 12, 13, 14, 16, 20, 28];
const spaces = [2, 4, 8, 12, 16, 24, 32, 48];
const states = ['error', 'running', 'finding', 'success'];

export function DesignPage(): ReactNode {
  return (
    <Page title="Design" crumbs={<Crumb is="heading">Design</Crumb>}>
      <div className={styles.themes}>
        {(['light', 'dark'] as const).map((theme) => (
          <section key={theme} aria-label={`${theme} theme`} className={styles[theme]}>
            <Tokens />
            <Components />
          </section>
        ))}
      </div>
    </Page>
  );
}

function Tokens(): ReactNode {
  return (
    <>
      <Part title="Surfaces">
        {surfaces.map((name) => (
          <span key={name} className={styles.swatch}>
            <span className={styles.colour} style={{ background: `var(--${name})` }} /> {name}
          </span>
        ))}
      </Part>
      <Part title="Text">
        {texts.map((name) => (
          <span key={name} style={{ color: `var(--${name})` }}>
            {name}
          </span>
        ))}
      </Part>
      <Part title="Tones: text, bar, tint">
        {[...Object.keys(toneIcons), ...states].map((tone) => (
          <span key={tone} data-tone={tone} className={styles.tone}>
            {tone in toneIcons && <Icon name={toneIcons[tone as Tone]} />}
            {tone}
            <span className={styles.bar} />
          </span>
        ))}
      </Part>
      <Part title="Sizes">
        {sizes.map((size) => (
          <span key={size} style={{ fontSize: size, lineHeight: 1.3 }}>
            {size} px
          </span>
        ))}
      </Part>
      <Part title="Space">
        {spaces.map((space) => (
          <span key={space} className={styles.swatch}>
            <span className={styles.space} style={{ width: space }} /> {space}
          </span>
        ))}
      </Part>
      <Part title="Icons">
        {iconNames.map((name) => (
          <span key={name} className={styles.swatch}>
            <Icon name={name} /> {name}
          </span>
        ))}
      </Part>
    </>
  );
}

const example = { question: 'Where is my refund?', depth: [1, [2, [3]]], none: null, 'ünï ☂': true };

function Components(): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Part title="Buttons">
        <Button onClick={() => setIsOpen(true)}>Open a dialog</Button>
        <Button kind="primary">Primary</Button>
        <Button kind="quiet">Quiet</Button>
        <Button icon="retry">With an icon</Button>
        <Button disabled>Disabled</Button>
        <IconButton icon="flag" label="An icon" />
        <IconButton icon="route" label="A pressed icon" aria-pressed />
        <CopyButton what="an example" text={() => 'example'} />
        <Popover label="Popover" title="An example of a panel">
          {() => <p className={styles.inPanel}>Closes with Escape.</p>}
        </Popover>
      </Part>
      <Part title="Signs">
        <StatusDot tone="error" label="failed" />
        <StatusDot tone="running" label="running" />
        <Keys name="Mod+k" />
        <Keys name="ArrowDown" />
      </Part>
      <Part title="Code and values">
        <CodeBlock code={"import { traceable } from 'tracenest';"} what="the example" title="TypeScript" />
        <JsonView value={example} label="An example" />
      </Part>
      <Part title="Instead of content">
        <EmptyState icon="folder" title="There is nothing">
          <p>Why, and what to do.</p>
        </EmptyState>
        <ErrorState title="It did not answer" remedy="What to do." isRetried onRetry={() => undefined} />
        <LoadingState rows={3} />
      </Part>
      {isOpen && (
        <Dialog label="An example" onClose={() => setIsOpen(false)}>
          <p className={styles.inPanel}>Escape or a click beside it closes it.</p>
        </Dialog>
      )}
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <section>
      <h2>{title}</h2>
      <div className={styles.part}>{children}</div>
    </section>
  );
}
