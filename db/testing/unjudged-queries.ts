/**
 * The functions of `db/queries` whose plans are not judged, by the reason. A new query belongs among the judged reads
 * unless one of these is true of it.
 */
export const UNJUDGED: Readonly<Record<string, readonly string[]>> = {
  'it makes no statement of its own': words(`
    auditRow canonicalJson cashAfter executionOf fillStory filledOf inTransaction isRestated larger orderEventRow
    outboxRow profit rolledBack sha256Hex statusStory tell tellAlert tellRestated telling termsAfter withEvidence`),
  'it adds rows, with an upsert at most': words(`
    appendAudit appendOrderEvent appendOutbox countRefusals askForApproval ensureApiKey ensureBrokerAccount ensureDefaultRules
    ensureOwner enterFreeCall enterKey enterToolCall insertApiKey insertBrokerAccount insertChannel insertFill insertIntent
    insertInvitation insertReconciliation insertRule insertStoredKey insertStrategy insertUser keepBars keepDocument keepEvidence keepFilingText
    keepMarketDays keepMarketStream keepOutcomes keepPerformance keepSourceFigures linkKnownEvidence markCovered noteNotices openCycle
    openSpendingDay raiseLatches rememberDevice replaceSplits setLogin takeIn takeInLegs upsertPosition wantDocuments
    writeEquityMarks`),
  'it changes or locks rows that it is given the keys of': words(`
    acceptInvitation acknowledgeAlert adoptBooks adoptExternalOrder archiveStrategy clearLatch confirmWaiting deleteChannel deleteRule
    endNotice endPendingLogins endSession endSessions endUnsent finishCycle freeKey freezeOrder haltAccount
    keepAnswer linkReplacement letEntriesGoOn lockAccount lockAccountOpenings lockApiKey lockPeople lockRule markPositions markPublished markSecondFactor
    markSubmitting markSuspended markSuspensionLifted markUnknown noteAttempt noteCancels noteUnreadDocument
    observeBrokerOrder observeUnchanged recordApprovalWord recordRejection recordStep refuseWaiting renameAccount replaceApiKey
    requestCancel reserveCall resolveAlertsOf revokeApiKey revokeApiKeys revokeInvitation revokeInvitationsBy setCash setCycleSources setRiskLimits setStrategyLimits
    setStreamedSymbols setTradingState settleCall stopEntries storeDecision takeAlertStep tellBars tellStreamLive tellStreamStale touchApiKey touchSession updatePerson updateRule updateStrategy useCode`),
  'it is made of queries that are judged': words(`
    bookExecution correctFills openExposure ordersListed replayPosition riskFacts sourceFacts standingOrders`),
  'its table stays small: a user, an account, a day, a process, a point or a key of a service a row': words(`
    accountOpenedBefore isKeyRefTaken isOpenedByAnother accountsToHaltOrLift allAccounts allUserIds becomeCarrier accountsOfStream followedStream holdOffRequests integrationFigures integrationStates
    keepInterests keepProbeResults liveSourceFigures marketDay marketStreamOf endOverdueKeys endStoredKey lockKeyPlace markProven markRefused ownerIds readEquityMarks researchDay reseal reserveResearch settleResearch standingKeys storedKeysOfUser touchStoredKeys
    staleReasonOf staleStreams takeRequestSlot toldBars`),
  'it goes through everything, once a night, an hour, or when a person verifies': words(`
    auditHeads closingEquities dropOldEvents fillsOfStrategy forgetOldEvents strategiesThatTraded`),
  'it is a probe’s own': words(`
    changeProbeUser deleteProbeKey deleteProbeUser endProbeLogin ensureProbeStrategy ensureProbeUser ensureProbeViewer
    expireProbeSessions hasSessionRow inProbeLoginTurn insertOverSession insertProbeTree`),
};

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
