import { Center, Loader } from '@mantine/core';
import { ConsoleView } from './layout/console-view.js';
import { useConsoleSession } from './session/use-console-session.js';
import { SignInView } from './sign-in/sign-in-view.js';
import { ProblemAlert } from './state/problem-alert.js';

export function App({ pushUrl }: { readonly pushUrl: string }) {
  const { session, check, signOut } = useConsoleSession(pushUrl);
  switch (session.status) {
    case 'checking':
      return (
        <Center mih="100dvh">
          <Loader />
        </Center>
      );
    case 'unreachable':
      return (
        <Center mih="100dvh" p="md">
          <ProblemAlert problem={session.problem} onRetry={check} />
        </Center>
      );
    case 'signed-out':
      return <SignInView why={session.why} onSignedIn={check} />;
    case 'signed-in':
      return <ConsoleView api={session.api} own={session.own} pushUrl={pushUrl} onSignOut={signOut} />;
    default:
      return session satisfies never;
  }
}
