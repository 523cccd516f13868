/** A model call as the chat that it is: who said what, tool calls with their results, images and sound. */
import { useMemo, useState, type ReactNode } from 'react';
import { useWholeRun } from '../../data/use-run.js';
import type { ChangeView } from '../../data/use-view.js';
import type { RunDetail } from '../../model/answers.js';
import { conversationOf, pairResults } from '../../model/messages/conversation.js';
import type { Conversation, Message, Part, ToolResult } from '../../model/messages/conversation-types.js';
import { roleNames } from '../../model/messages/role-names.js';
import type { View } from '../../model/view.js';
import { formatExactly } from '../../model/words.js';
import { Button } from '../../ui/button.js';
import { JsonView } from '../../ui/json-view/json-view.js';
import { ErrorState, LoadingState } from '../../ui/state.js';
import { MessagePart } from './message-part.js';
import styles from './messages-tab.module.css';
import details from './run-details.module.css';

interface MessagesTabProps {
  run: RunDetail;
  view: View;
  onView: ChangeView;
}

export function MessagesTab(props: MessagesTabProps): ReactNode {
  const { run } = props;
  const [isWanted, setIsWanted] = useState(false);
  const whole = useWholeRun(run, isWanted);
  if (run.large === undefined) return <Chat {...props} />;
  const size = ((run.large.inputs ?? 0) + (run.large.outputs ?? 0)) / 1_000_000;
  if (whole.data !== undefined) return <Chat {...props} run={whole.data} />;
  if (whole.problem !== null)
    return (
      <ErrorState
        title={whole.problem.message}
        remedy={whole.problem.remedy}
        isRetried={whole.problem.isRetried}
        onRetry={whole.retry}
      />
    );
  if (isWanted) return <LoadingState rows={5} />;
  return (
    <div className={details.body}>
      <p>
        Its input and output are {size.toFixed(1)} million characters. To read them as messages, the page must hold all
        of them.
      </p>
      <div>
        <Button onClick={() => setIsWanted(true)}>Read them as messages</Button>
      </div>
    </div>
  );
}

/** Messages that are drawn at first, and how many each wish adds: the latest say most. */
const AT_ONCE = 100;

function Chat({ run, view, onView }: MessagesTabProps): ReactNode {
  const chat = useMemo(() => conversationOf(run.inputs, run.outputs), [run.inputs, run.outputs]);
  const [shown, setShown] = useState(AT_ONCE);
  if (chat === null) {
    return (
      <div className={details.body}>
        <p className={details.none}>Its input and output are not messages in a shape that is known here.</p>
        <div>
          <Button onClick={() => onView({ tab: 'io' })}>Read them as JSON</Button>
        </div>
      </div>
    );
  }
  const hidden = Math.max(0, chat.messages.length - shown);
  const isMarkdown = view.form === 'markdown';
  return (
    <div className={details.body}>
      <div className={styles.tools}>
        <Offered chat={chat} />
        <Button
          kind="quiet"
          aria-pressed={isMarkdown}
          onClick={() => onView({ form: isMarkdown ? 'tree' : 'markdown' })}
        >
          {isMarkdown ? 'Show as plain text' : 'Show as Markdown'}
        </Button>
      </div>
      {hidden > 0 && (
        <div>
          <Button onClick={() => setShown(shown + AT_ONCE)}>
            Show earlier messages: {formatExactly(hidden)} of {formatExactly(chat.messages.length)} are not shown
          </Button>
        </div>
      )}
      <Messages messages={chat.messages} from={hidden} isMarkdown={isMarkdown} />
      {run.outputs === null && run.status === 'pending' && (
        <p className={details.none}>No answer yet: the run has not ended.</p>
      )}
    </div>
  );
}

/** What was offered to the model beside the messages. */
function Offered({ chat }: { chat: Conversation }): ReactNode {
  const count = Object.keys(chat.settings).length;
  return (
    <div className={styles.offered}>
      {chat.tools.length > 0 && (
        <p className={details.none}>
          Offered tools: <bdi>{chat.tools.slice(0, 30).join(', ').slice(0, 1000)}</bdi>
          {chat.tools.length > 30 && ` and ${chat.tools.length - 30} more`}
        </p>
      )}
      {count > 0 && (
        <details>
          <summary className={styles.summary}>Settings of the call ({count})</summary>
          <JsonView value={chat.settings} label="the settings of the call" />
        </details>
      )}
    </div>
  );
}

function Messages({
  messages,
  from,
  isMarkdown,
}: {
  messages: readonly Message[];
  from: number;
  isMarkdown: boolean;
}): ReactNode {
  const results = useMemo(() => pairResults(messages), [messages]);
  const paired = useMemo(() => new Set<Part>(results.values()), [results]);
  return (
    <ol className={styles.messages} aria-label="Messages">
      {messages.map((message, index) => {
        // A result stands below its call, and a message that is nothing else is told there.
        const parts = message.parts.filter((part) => !paired.has(part));
        if (index < from || (parts.length === 0 && message.parts.length > 0)) return null;
        return <OneMessage key={index} {...{ message, parts, results, isMarkdown }} />;
      })}
    </ol>
  );
}

interface OneMessageProps {
  message: Message;
  parts: readonly Part[];
  results: ReadonlyMap<Part, ToolResult>;
  isMarkdown: boolean;
}

function OneMessage({ message, parts, results, isMarkdown }: OneMessageProps): ReactNode {
  return (
    <li className={styles.message} data-role={message.role}>
      <div className={styles.head}>
        <span className={styles.role}>{roleNames[message.role]}</span>
        {message.label !== null && <bdi className={styles.label}>{message.label.slice(0, 80)}</bdi>}
        {message.from === 'output' && <span className={styles.answer}>answer</span>}
      </div>
      {parts.length === 0 && <p className={details.none}>Nothing is in it.</p>}
      {parts.map((part, index) => (
        <MessagePart key={index} part={part} result={results.get(part)} isMarkdown={isMarkdown} />
      ))}
    </li>
  );
}
