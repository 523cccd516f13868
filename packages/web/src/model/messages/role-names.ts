/** Who speaks, as readers see it. */
import type { Role } from './conversation-types.js';

export const roleNames: Readonly<Record<Role, string>> = {
  system: 'System',
  user: 'User',
  assistant: 'Assistant',
  tool: 'Tool',
  other: 'Other',
};
