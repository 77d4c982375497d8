// Which screen stands at which address.
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useSyncExternalStore, type ComponentType } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { session, type Signed } from './access/session';
import { SignedContext } from './access/signed';
import { withTexts } from './i18n/late';
import { Follow } from './projects/follow';
import { ComingPage } from './ui/page';
import { Shell } from './ui/shell';

const AcceptInvitation = lazy(() => import('./access/accept-invitation'));
const ResetPassword = lazy(() => import('./access/reset-password'));
const Unsubscribe = lazy(() => import('./access/unsubscribe'));
const SignIn = lazy(() => import('./access/sign-in'));
const FirstRun = lazy(() => import('./start/first-run'));
const Home = lazy(() => import('./home/home'));
const TurnScreen = lazy(() => import('./home/turn-screen'));
const Projects = lazy(() => import('./projects/projects'));
const CreateProject = lazy(() => import('./projects/create-project'));
const RoomScreen = lazy(() => import('./rooms/room-screen'));
const Firms = lazy(() => withTexts(import('./firms/firms'), 'firms'));
const FirmScreen = lazy(() => withTexts(import('./firms/firm-screen'), 'firms'));
const ClusterScreen = lazy(() => withTexts(import('./clusters/cluster-screen'), 'firms'));
const Me = lazy(() => withTexts(import('./me/me'), 'me', 'passkeys'));
const Nowhere = lazy(() => import('./ui/nowhere'));

/** Links of mails, for whoever holds them. */
const DOORS: Partial<Record<string, ComponentType>> = {
  '/invite': AcceptInvitation,
  '/reset': ResetPassword,
  '/unsubscribe': Unsubscribe,
};

export function App() {
  const state = useSyncExternalStore(session.subscribe, session.get);
  const [location] = useLocation();
  if (state.at === 'starting') return null;
  const Door = DOORS[location];
  if (Door) {
    return <Suspense fallback={null}><Door /></Suspense>;
  }
  if (state.at === 'out') {
    return (
      <Suspense fallback={null}>{state.setup === 'open' ? <FirstRun /> : <SignIn state={state} />}</Suspense>
    );
  }
  return <SignedIn signed={state} />;
}

function SignedIn({ signed }: { signed: Signed }) {
  const queries = useQueryClient();
  const { id } = signed.person;
  useEffect(() => () => queries.clear(), [queries, id]);
  return (
    <SignedContext value={signed}>
      <Follow />
      <Shell>
        <Suspense fallback={<ComingPage />}>
          <Switch>
            <Route path="/" component={Home} />
            <Route path="/turn" component={TurnScreen} />
            <Route path="/projects" component={Projects} />
            <Route path="/projects/new" component={CreateProject} />
            <Route path="/projects/:id/meetings/:meeting">
              {({ id, meeting }) => <RoomScreen key={id} id={id} tab="meetings" meetingId={meeting} />}
            </Route>
            <Route path="/projects/:id/designs/:design">
              {({ id, design }) => <RoomScreen key={id} id={id} tab="designs" designId={design} />}
            </Route>
            <Route path="/projects/:id/approvals/:approval">
              {({ id, approval }) => <RoomScreen key={id} id={id} tab="approvals" approvalId={approval} />}
            </Route>
            <Route path="/projects/:id/:tab?">{({ id, tab }) => <RoomScreen key={id} id={id} tab={tab} />}</Route>
            <Route path="/firms" component={Firms} />
            <Route path="/firms/:id">{({ id }) => <FirmScreen key={id} id={id} />}</Route>
            <Route path="/clusters/:id">{({ id }) => <ClusterScreen key={id} id={id} />}</Route>
            <Route path="/me" component={Me} />
            <Route component={Nowhere} />
          </Switch>
        </Suspense>
      </Shell>
    </SignedContext>
  );
}
