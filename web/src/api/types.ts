// The wire types by their names in the published spec.
import type { components } from './schema';

type Schemas = components['schemas'];

export type Action = Schemas['Action'];
export type Actor = Schemas['Actor'];
export type Ball = Schemas['Ball'];
export type Change = Schemas['Change'];
export type Cluster = Schemas['Cluster'];
export type Decision = Schemas['Decision'];
export type Department = Schemas['Department'];
export type DureEvent = Schemas['Event'];
export type EventPage = Schemas['EventPage'];
export type Firm = Schemas['Firm'];
export type Idea = Schemas['Idea'];
export type Invitation = Schemas['Invitation'];
export type InvitationPreview = Schemas['InvitationPreview'];
export type Member = Schemas['Member'];
export type Membership = Schemas['Membership'];
export type Mention = Schemas['Mention'];
export type Message = Schemas['Message'];
export type Milestone = Schemas['Milestone'];
export type MessageVersion = Schemas['MessageVersion'];
export type Party = Schemas['Party'];
export type Person = Schemas['Person'];
export type Phase = Schemas['Phase'];
export type PostMessage = Schemas['PostMessage'];
export type Problem = Schemas['Problem'];
export type Project = Schemas['Project'];
export type Question = Schemas['Question'];
export type QuestionAnswer = Schemas['QuestionAnswer'];
export type SearchHit = Schemas['SearchHit'];
export type Seen = Schemas['Seen'];
export type Session = Schemas['Session'];
export type SessionGrant = Schemas['SessionGrant'];
export type Snapshot = Schemas['Snapshot'];
export type SupplyLink = Schemas['SupplyLink'];
export type Turn = Schemas['Turn'];
