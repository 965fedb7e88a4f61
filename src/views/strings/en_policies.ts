/** Words around policies; what each of them says is in its own file. */
export const POLICIES = {
  "policy.how": "How requests are answered",
  "policy.how.hint":
    "Requests are answered while your browser or your agent is running; until then they wait.",
  "policy.about": "More about each of these",
  "policy.later": "Some need more from you: that is asked here, or before you sign.",
  "step": "Before you sign",
  "step.asked":
    "Their owners ask something of whoever wants these. What you answer is public, and is signed with the request.",
  "step.go": "Go on",
  "step.without": "Ask without answering: the owner decides",
  "policy.explained": "How this is answered",
  "policy.unread":
    "By the owner’s policy “{name}”, which this program cannot read: the owner decides.",
  "policy.pick": "Show how this is answered",
  "policy.some.resource": "another resource",
  "policy.some.people": { one: "somebody", other: "{n} people" },
  "policy.and": ", ",
  "policy.script":
    "This needs JavaScript. Without it, ask all the same: the owner decides about it then.",
  "policy.votes": "Votes",
  "policy.vote": "Your vote",
  "policy.vote.only":
    "For those alone whom the owner named. You can change it: your last vote counts.",
  "policy.vote.yes": "Vote yes",
  "policy.vote.no": "Vote no",
  "policy.voted.not": "has not voted yet",
  "policy.voted.confirmed": "yes",
  "policy.voted.denied": "no",
  "policy.voted.other": "not among those who decide",
  "policies": "How owners decide",
  "policies.what":
    "Whoever shares something chooses how requests for it are answered. What is chosen runs in the owner’s browser while it is open and switched on, in their agent, or on a node that they asked to answer for them. Until then requests wait.",
  "policies.same":
    "In each of them nothing is confirmed for which there is no room, what is outside of the times that the owner gave is left to the owner, and the owner can answer by hand at any time.",
  "policies.owner": "What the owner says",
  "policies.requester": "What is told to who asks, for example",
  "policies.asked": "What they are asked",
  "policies.write": "Write one of your own",
  "policies.write.how":
    "A policy is one file in src/core/policies: its name, its parameters, its words and its fields as data, and a function that decides. The function is pure: it is given all that it may know, the time too, and fetches nothing. deno task build finds the file; no page and no form has to be changed.",
  "policies.write.rules":
    "Deny only what can never be as it was asked. Whoever may still get it waits; where you are not sure, ask the owner.",
  "policies.write.context":
    "What it is given is described in src/core/policies/policy.ts; how much room there is beside others is in room.ts. A whole one:",
  "policies.write.known":
    "Nodes do not have to know a policy to keep a festival together: whether a booking stands never depends on it. A program that does not know one leaves each request to the owner, by hand.",
} as const;
