/** A file a page. */
export { aboutPage } from "./about.tsx";
export {
  type ActivityItem,
  activityPage,
  type ActivityProps,
  type Deed,
  type Thing,
} from "./activity.tsx";
export { collectivesPage, type CollectivesProps } from "./collectives.tsx";
export { deskPage, type DeskProps } from "./desk.tsx";
export { errorPage, type ErrorProps } from "./error.tsx";
export { eventPage, type EventProps } from "./event.tsx";
export { festivalPage, type FestivalProps } from "./festival.tsx";
export { homePage, type HomeProps } from "./home.tsx";
export { keyPage } from "./key.tsx";
export { type LogEntry, logPage, type LogProps } from "./log.tsx";
export { type FollowedFestival, networkPage, type NetworkProps } from "./network.tsx";
export { planPage } from "./plan.tsx";
export { policiesPage } from "./policies.tsx";
export { type NowItem, nowPage, type NowProps } from "./now.tsx";
export { proofPage, type ProofProps, type ProvenDocument } from "./proof.tsx";
export { proposalPage, type ProposalProps, proposePage, type ProposeProps } from "./proposals.tsx";
export { requestPage, type RequestProps } from "./request.tsx";
export { resourcePage, type ResourceProps } from "./resource.tsx";
export { resourcesPage, type ResourcesProps } from "./resources.tsx";
export { FOUND_KINDS, searchPage, type SearchProps } from "./search.tsx";
export { openSharedPage, type SharedFormProps, sharedMissingPage } from "./shared.tsx";
export { signErrorsPage, type SignErrorsProps, signPage, type SignProps } from "./sign.tsx";
export { signStepPage, type SignStepProps } from "./sign_step.tsx";
export { userPage, type UserProps } from "./user.tsx";
