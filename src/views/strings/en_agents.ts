/** What pages say of proposals, of collectives, and of who answers while the owner is away. */
export const AGENTS = {
  "notfound.proposal": "There is no proposal of this id on this node.",
  "proposals": "Proposals",
  "proposal": "A proposal",
  "proposal.what":
    "A change that somebody asks the author of something to sign. Nothing changes until they do.",
  "proposal.change": "Propose a change",
  "proposal.change.of": "Propose a change of {title}",
  "proposal.change.how":
    "Fill in what should be different. {author} sees it as a proposal, and can accept it in one tap. You sign the proposal alone.",
  "proposal.change.collective":
    "{author} is a collective: what one of its members proposes, its agent signs at once.",
  "proposal.new": "Propose something new",
  "proposal.new.event": "Propose an event",
  "proposal.new.resource": "Propose a resource",
  "proposal.new.request": "Propose to ask for something",
  "proposal.new.festival": "Propose a festival",
  "proposal.new.for": "It will be {author}’s, once it is accepted.",
  "proposal.for": "Something for a collective",
  "proposal.for.event": "An event for {name}",
  "proposal.for.resource": "A resource for {name}",
  "proposal.for.hint":
    "In {festival}. What you propose as a member is signed at once, and is the collective’s own.",
  "proposal.note": "Why",
  "proposal.note.hint": "Everybody can read it.",
  "proposal.sign": "Sign the proposal",
  "proposal.by": "{name} proposes:",
  "proposal.of": "To change {title}",
  "proposal.makes": "To make something new for {name}",
  "proposal.open": "Open",
  "proposal.accepted": "Accepted",
  "proposal.withdrawn": "Withdrawn",
  "proposal.gone": "What it would change was deleted",
  "proposal.accepted.by": "{name} accepted it.",
  "proposal.see": "What came of it",
  "proposal.nothing": "nothing",
  "proposal.same": "as it is already",
  "proposal.becomes": "becomes",
  "proposal.accept": "Accept and sign",
  "proposal.accept.hint":
    "You sign the change as yours; it names the proposal, and so whose idea it was. Nothing happens until you do.",
  "proposal.withdraw": "Withdraw the proposal",
  "proposal.withdraw.sure": "It can no longer be accepted.",
  "proposal.idea": "It was {name}’s idea:",
  "proposal.idea.see": "made from a proposal",
  "proposal.for.member":
    "For its members: it becomes the collective’s own. What the form below makes is yours alone.",
  "proposal.changedby": "Changed by proposals of {names}.",
  "proposal.yes": "yes",
  "proposal.no": "no",
  "proposal.field.title": "Title",
  "proposal.field.where": "Where",

  "collectives": "Collectives",
  "collectives.what":
    "A collective is a user whose key this node keeps. What one of its members proposes, the node’s agent signs at once: many people edit one programme, and nobody holds another’s key.",
  "collectives.desk": "What waits for this collective",
  "collectives.see": "Collectives that this node keeps",
  "collectives.none": "This node keeps no collective yet.",
  "collectives.make": "Make a collective",
  "collectives.name": "Its name",
  "collectives.members": "Members",
  "collectives.members.hint":
    "A public key of 64 digits a line, at most 64. Everybody finds theirs on the page “Your key”.",
  "collectives.change": "Change name or members",
  "collectives.save": "Sign its profile",
  "collectives.wrong": "That is no name, or no list of keys.",
  "collectives.operator":
    "Only who operates this node can make one, since its key is kept in the data folder here.",

  "away": "Who answers while you are away",
  "away.hint":
    "Requests are answered while your browser or your agent is running; until then they wait, or somebody else answers.",
  "away.nobody": "Nobody: requests wait until I am back",
  "away.node": "This node",
  "away.node.hint":
    "Its agent becomes your deputy: it can confirm and deny for this resource, and nothing else. Who runs the node could make it answer otherwise; you can take it back at any time.",
  "away.user": "Somebody I name",
  "away.user.hint": "Their key may answer for this resource. They run an agent, or answer by hand.",
  "away.key": "Their public key",
  "away.warning":
    "What your deputy confirmed counts only as long as they are your deputy: if you name another, sign those confirmations yourself right after.",
} as const;
