/** Pages: pure functions of plain data. What they show is asked for by `routes/pages`. */
export { avatarFile, type Names } from "./people.tsx";
export { aboutPage } from "./pages/about.tsx";
export { deskPage, type DeskProps } from "./pages/desk.tsx";
export { errorPage, type ErrorProps } from "./pages/error.tsx";
export { eventPage, type EventProps } from "./pages/event.tsx";
export { festivalPage, type FestivalProps } from "./pages/festival.tsx";
export { homePage, type HomeProps } from "./pages/home.tsx";
export { keyPage } from "./pages/key.tsx";
export { type LogEntry, logPage, type LogProps } from "./pages/log.tsx";
export { networkPage, type NetworkProps } from "./pages/network.tsx";
export { requestPage, type RequestProps } from "./pages/request.tsx";
export { resourcePage, type ResourceProps } from "./pages/resource.tsx";
export { signErrorsPage, type SignErrorsProps, signPage, type SignProps } from "./pages/sign.tsx";
export { userPage, type UserProps } from "./pages/user.tsx";
export { isPlace, LOCATION } from "./resources.tsx";
export type { Sheet } from "./sheet.ts";
export { chooseLang, type Lang, LANGS, t } from "./strings/mod.ts";
export type { EventPlace, ProgrammeItem } from "./timeline.ts";
