import type { View } from "../specs";
import { CAMPAIGNS } from "./campaigns";
import { DEMAND } from "./demand";
import { GROWTH } from "./growth";
import { OVERVIEW } from "./overview";
import { PEOPLE } from "./people";
import { QUALITY } from "./quality";
import { RECOMMENDATIONS } from "./recommendations";
import { RUNS } from "./runs";
import { SENTIMENT } from "./sentiment";
import { TOPICS_AND_TRENDS } from "./topics";
import { VALUE } from "./value";

/** The views, in the order of their links. */
export const VIEWS: View[] = [OVERVIEW, SENTIMENT, TOPICS_AND_TRENDS, PEOPLE, VALUE, GROWTH, DEMAND, RECOMMENDATIONS, CAMPAIGNS, QUALITY, RUNS];
