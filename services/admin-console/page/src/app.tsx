import { Center, Loader, VisuallyHidden } from '@mantine/core';
import { ConsoleView } from './layout/console-view.js';
import { useConsoleSession } from './session/use-console-session.js';
import { SignInView } from './sign-in/sign-in-view.js';
import { useTexts } from './texts/language.js';

export function App({ pushUrl }: { readonly pushUrl: string }) {
  const texts = useTexts();
  const { session, check, signOut } = useConsoleSession(pushUrl);
  switch (session.status) {
    case 'checking':
      return (
        <Center mih="100dvh" aria-busy>
          <Loader />
          <VisuallyHidden>{texts.checking}</VisuallyHidden>
        </Center>
      );
    case 'signed-out':
      return <SignInView end={session.end} onSignedIn={check} />;
    case 'signed-in':
      return <ConsoleView api={session.api} own={session.own} pushUrl={pushUrl} onSignOut={signOut} />;
    default:
      return session satisfies never;
  }
}
