/**
 * What a run's dotted order tells of its ancestors (contract §2): nothing where it is partial,
 * and where it is cut, nothing across the gap behind its eighth segment.
 */
import { parentIdInOrder, parseDottedOrder } from 'tracenest/wire';
import type { Segment } from 'tracenest/wire';
import { tellsAncestors, type TreeNode } from './nodes.js';

/** Segments before the gap of an order that is cut. */
const HEAD_SEGMENTS = 8;

export interface Ancestors {
  /** From the root down to the parent. */
  segments: Segment[];
  /** Whether the segment at `index` is a child of the one before it. */
  isChildOfPrevious: (index: number) => boolean;
}

/** The ancestors that the node's order names, none if it tells none. */
export function ancestorsOf(node: TreeNode): Ancestors {
  const whole = tellsAncestors(node) ? (parseDottedOrder(node.order) ?? []) : [];
  const gap = isCut(node, whole.length) ? HEAD_SEGMENTS : 0;
  return { segments: whole.slice(0, -1), isChildOfPrevious: (index) => index > 0 && index !== gap };
}

/** The parent that the node's order names; null where it names none. */
export function parentInOrder(node: TreeNode): string | null {
  if (node.order === null || !tellsAncestors(node)) return null;
  // Only in an order of nine segments is the run itself right behind the gap.
  if (node.run?.tracenest?.ancestry === 'cut' && ancestorsOf(node).segments.length === HEAD_SEGMENTS) return null;
  return parentIdInOrder(node.order);
}

function isCut(node: TreeNode, segments: number): boolean {
  return node.run?.tracenest?.ancestry === 'cut' && segments > HEAD_SEGMENTS;
}
