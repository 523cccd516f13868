/** The page's icons, all of one size and stroke, named by what they mean here. Decoration: a word or a name stands beside each. */
import {
  Activity,
  ArrowDown,
  ArrowLeftRight,
  ArrowUp,
  ArrowRight,
  BookSearch,
  Braces,
  Check,
  ChevronRight,
  ChevronsDownUp,
  ChevronsUpDown,
  ClockAlert,
  Circle,
  CircleAlert,
  CircleDashed,
  Copy,
  Flag,
  Folder,
  GitBranch,
  GitCompareArrows,
  Globe,
  Info,
  Keyboard,
  Link2,
  Menu,
  MessagesSquare,
  Moon,
  MoveRight,
  PanelLeft,
  PanelRight,
  PanelTop,
  RotateCw,
  Route,
  Search,
  Settings,
  Sparkle,
  Sun,
  TextCursorInput,
  Timer,
  Trash2,
  Unplug,
  VectorSquare,
  Wrench,
  X,
} from 'lucide';
import { createElement, type ReactNode } from 'react';

const icons = {
  alert: CircleAlert,
  arrow: ArrowRight,
  braces: Braces,
  branch: GitBranch,
  bookSearch: BookSearch,
  check: Check,
  chevron: ChevronRight,
  circle: Circle,
  clock: ClockAlert,
  close: X,
  collapse: ChevronsDownUp,
  compare: GitCompareArrows,
  copy: Copy,
  dashed: CircleDashed,
  down: ArrowDown,
  expand: ChevronsUpDown,
  flag: Flag,
  folder: Folder,
  globe: Globe,
  keyboard: Keyboard,
  late: Timer,
  link: Link2,
  menu: Menu,
  messages: MessagesSquare,
  moon: Moon,
  moved: MoveRight,
  note: Info,
  panelLeft: PanelLeft,
  panelRight: PanelRight,
  panelTop: PanelTop,
  pulse: Activity,
  retry: RotateCw,
  route: Route,
  search: Search,
  settings: Settings,
  sparkle: Sparkle,
  sun: Sun,
  swap: ArrowLeftRight,
  textCursor: TextCursorInput,
  trash: Trash2,
  unplugged: Unplug,
  up: ArrowUp,
  vector: VectorSquare,
  wrench: Wrench,
} satisfies Record<string, typeof Activity>;

export type IconName = keyof typeof icons;

export const iconNames = Object.keys(icons) as IconName[];

interface IconProps {
  name: IconName;
  /** Pixels. */
  size?: number;
  className?: string | undefined;
}

export function Icon({ name, size = 16, className }: IconProps): ReactNode {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      className={className}
      aria-hidden="true"
    >
      {shapes.get(name)}
    </svg>
  );
}

/** Made once: a tree of runs draws a hundred of them in each frame in which it is scrolled. */
const shapes: ReadonlyMap<IconName, ReactNode> = new Map(
  iconNames.map((name) => [
    name,
    icons[name].map(([tag, attributes], index) => createElement(tag, { ...attributes, key: index })),
  ]),
);

/** The mark of the product. */
export function Mark({ size = 24 }: { size?: number }): ReactNode {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#3762d2" />
      <path
        d="M8 8.5h16M8 8.5v10.5a4 4 0 0 0 4 4h2M8 15.5h6"
        fill="none"
        stroke="#fff"
        strokeWidth="2.5"
        strokeLinecap="round"
      />
      <path d="M18 15.5h6M18 23h6" fill="none" stroke="#a9c2ff" strokeWidth="2.5" strokeLinecap="round" />
    </svg>
  );
}
