/**
 * Keeps the rest of the page where a part of it cannot be loaded or drawn: a page that was open while
 * its server was updated asks for files that are not there any more.
 */
import { Component, type ReactNode } from 'react';
import { ErrorState } from './state.js';

interface BoundaryProps {
  children: ReactNode;
}

interface BoundaryState {
  isBroken: boolean;
}

export class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { isBroken: false };

  static getDerivedStateFromError(): BoundaryState {
    return { isBroken: true };
  }

  override render(): ReactNode {
    if (!this.state.isBroken) return this.props.children;
    return (
      <ErrorState
        title="This part of the page could not be loaded"
        remedy="The server may have been updated since the page was opened. Load the page again."
        isRetried={false}
        onRetry={() => window.location.reload()}
      />
    );
  }
}
