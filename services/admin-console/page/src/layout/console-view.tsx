import type { SessionFacts } from '@atlasnode/session-browser';
import { useDebouncedValue } from '@mantine/hooks';
import { useRef, useState } from 'react';
import type { ConsoleApi } from '../api/console-api.js';
import type { AuditSession } from '../api/contract.js';
import { IssueCodeDialog } from '../codes/issue-code-dialog.js';
import { EndDialog } from '../ending/end-dialog.js';
import { EndResults, type ShownResult } from '../ending/end-results.js';
import type { EndResult, EndTarget } from '../ending/end-target.js';
import { FeedPanel } from '../feed/feed-panel.js';
import { useLiveFeed } from '../feed/use-live-feed.js';
import { adminName } from '../session/admin-name.js';
import { SessionDrawer } from '../sessions/session-drawer.js';
import { SessionsPanel } from '../sessions/sessions-panel.js';
import { useLiveSessions } from '../sessions/use-live-sessions.js';
import { useAuditLag } from '../state/use-audit-lag.js';
import { useTexts } from '../texts/language.js';
import { ConsoleHeader } from './console-header.js';
import classes from './layout.module.css';

interface ConsoleViewProps {
  readonly api: ConsoleApi;
  readonly own: SessionFacts;
  readonly pushUrl: string;
  readonly onSignOut: () => void;
}

const SEARCH_AFTER_MS = 250;
const MOST_RESULTS = 3;

export function ConsoleView({ api, own, pushUrl, onSignOut }: ConsoleViewProps) {
  const texts = useTexts();
  const [search, setSearch] = useState('');
  const [searched] = useDebouncedValue(search.trim(), SEARCH_AFTER_MS);
  const sessions = useLiveSessions(api, searched);
  const feed = useLiveFeed({ api, pushUrl, onEvent: sessions.apply });
  const lag = useAuditLag(api);
  const [opened, setOpened] = useState<AuditSession>();
  const [target, setTarget] = useState<EndTarget>();
  const [issuing, setIssuing] = useState(false);
  const { results, show, dismiss } = useResults();

  const shown = sessions.rows.items.find((item) => item.sid === opened?.sid) ?? opened;
  const endReason = opened && sessions.rows.ended.get(opened.sid);
  const ended = (result: EndResult) => {
    setTarget(undefined);
    show(result);
    sessions.reload();
  };

  return (
    <div className={classes.page}>
      <ConsoleHeader
        name={adminName(own.userId)}
        lag={lag}
        onIssueCode={() => setIssuing(true)}
        onSignOut={onSignOut}
      />
      <main className={classes.main}>
        <SessionsPanel
          sessions={sessions}
          search={search}
          onSearch={setSearch}
          onEndEveryone={() => setTarget({ kind: 'everyone' })}
          ownSid={own.sid}
          onOpen={setOpened}
          onEnd={(session) => setTarget({ kind: 'session', session })}
        />
        <FeedPanel feed={feed} />
      </main>
      <SessionDrawer
        api={api}
        session={shown}
        endedBecause={endReason && texts.reasons[endReason]}
        latestEvent={feed.entries[0]?.id}
        onEndSession={(session) => setTarget({ kind: 'session', session })}
        onEndUser={(userId) => setTarget({ kind: 'user', userId })}
        onClose={() => setOpened(undefined)}
      />
      <EndDialog api={api} own={own} target={target} onEnded={ended} onClose={() => setTarget(undefined)} />
      <IssueCodeDialog api={api} opened={issuing} onClose={() => setIssuing(false)} />
      <EndResults api={api} results={results} onDismiss={dismiss} />
    </div>
  );
}

function useResults() {
  const [results, setResults] = useState<readonly ShownResult[]>([]);
  const nextKey = useRef(0);
  return {
    results,
    show: (result: EndResult) =>
      setResults((before) => [...before.slice(1 - MOST_RESULTS), { key: nextKey.current++, result }]),
    dismiss: (key: number) => setResults((before) => before.filter((shown) => shown.key !== key)),
  };
}
