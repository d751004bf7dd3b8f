window.YTD.note_tweet.part0 = [
  {
    "noteTweet" : {
      "noteTweetId" : "1791100000000000004",
      "updatedAt" : "2024-05-16T14:00:05.000Z",
      "lifecycle" : { "value" : "0", "name" : "Alive", "originalName" : "ALIVE", "annotations" : { } },
      "createdAt" : "2024-05-16T14:00:05.000Z",
      "core" : { "styletags" : [ ], "urls" : [ ], "text" : "A long thought about parking.\n\nIt goes on & on.", "mentions" : [ ], "cashtags" : [ ], "hashtags" : [ ] }
    }
  }
]
