/** Where a page stands, from the outside in: links to what it is part of, and its own name. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Crumb } from './frame.js';

export interface Place {
  href: string;
  label: string;
}

interface CrumbsProps {
  path: readonly Place[];
  /** The name of the page. Absent: not known yet. */
  here?: string;
  /** Whether the page's content has a heading of its own. Default: not. */
  hasHeading?: boolean;
}

export function Crumbs({ path, here, hasHeading = false }: CrumbsProps): ReactNode {
  return (
    <>
      {path.map(({ href, label }) => (
        <Crumb key={href}>
          <Link href={href}>
            <bdi title={label}>{label}</bdi>
          </Link>
        </Crumb>
      ))}
      {here !== undefined && (
        <Crumb is={hasHeading ? 'current' : 'heading'}>
          <bdi title={here}>{here}</bdi>
        </Crumb>
      )}
    </>
  );
}
