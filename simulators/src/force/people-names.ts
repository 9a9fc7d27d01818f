import type { RandomStream } from '../random/stream.js';
import { pick } from '../random/distributions.js';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const SURNAMES =
  words(`Adeyemi Ahmed Ali Allen Anderson Atwal Bailey Baker Begum Bennett Bhatti Brown
  Byrne Carter Chaudhry Clarke Cole Collins Cooper Cox Davies Dhillon Edwards Evans Farrell Foster
  Francis Gill Grant Green Griffiths Hall Harris Hussain Iqbal Jackson James Jenkins Johnson Jones
  Kaur Kelly Khan King Kowalski Lewis Mahmood Malik Marshall Mason Miller Mills Moore Morgan Murphy
  Nowak Okafor Osei Owen Palmer Parker Patel Phillips Powell Price Rahman Reid Richards Roberts Rose
  Sandhu Shaw Sidhu Singh Smith Stevens Taylor Thomas Turner Walker Ward Watson White Williams Wood`);
const FORENAMES =
  words(`Aisha Alan Amar Amy Anna Ben Beth Chloe Chris Dan David Donna Ellie Emma Farah
  Gareth Grace Hannah Harpreet Helen Imran Jack James Jas Joanne Josh Karen Kate Kevin Laura Leanne
  Luke Mark Maria Mo Nadia Natalie Neil Olivia Paul Priya Rachel Raj Ravi Rob Ruth Sam Sara Simon Sonia
  Steve Sunita Tariq Tom Usman Vicky Wayne Yasmin Zoe`);

/** A forename and a surname drawn apart; any likeness to a person is chance. */
export function personName(rng: RandomStream): string {
  return `${pick(rng, FORENAMES)} ${pick(rng, SURNAMES)}`;
}

/** How an officer is shown: rank, initial, surname. */
export function officerName(rng: RandomStream, rankTitle: string): string {
  return `${rankTitle} ${pick(rng, FORENAMES).charAt(0)} ${pick(rng, SURNAMES)}`;
}
