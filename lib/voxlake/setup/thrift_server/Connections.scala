package org.apache.spark.sql.hive.thriftserver.lake

import scala.collection.JavaConverters._

import org.apache.hive.service.cli.{CLIService, HiveSQLException}
import org.apache.hive.service.cli.thrift.ThriftBinaryCLIService
import org.apache.hive.service.rpc.thrift.{TOpenSessionReq, TOpenSessionResp}
import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.hive.HiveUtils
import org.apache.spark.sql.hive.thriftserver.{HiveThriftServer2, SparkSQLCLIService}
import org.apache.spark.sql.hive.thriftserver.ui.HiveThriftServer2EventManager

/** Spark's Thrift Server, which takes next to nothing from a connection's settings.
  *
  * Hive's session would set properties of the whole process by them, such as the class that checks
  * passwords, and put variables of the environment into their values. It lies in a package of
  * Spark's, since Spark hides the parts of its server from others.
  */
object Connections {
  /** Settings of a connection, and of SET, that change how values are told or computed alone. */
  val settable = Set("spark.sql.ansi.enabled", "spark.sql.session.timeZone")
  private val setting = "set:hiveconf:"

  def listen(session: SparkSession): Unit = {
    HiveThriftServer2.eventManager = new HiveThriftServer2EventManager(session.sparkContext)
    val hive = HiveUtils.newClientForExecution(
      session.sparkContext.conf, session.sessionState.newHadoopConf()).conf
    val sessions = new SparkSQLCLIService(null, session.sqlContext)
    Seq(sessions, new Connections(sessions)).foreach { service =>
      service.init(hive)
      service.start()
    }
  }

  /** What is left of a connection's settings: drivers set much of Hive's, which Spark has no use for. */
  private def kept(told: Map[String, String]): Map[String, String] = told.filter {
    case ("use:database", _) => true
    case (key, _) if !key.contains("spark.") => false
    case (key, value) if key.startsWith(setting) && settable(key.stripPrefix(setting)) =>
      if (value.contains("${")) throw refused(key)
      true
    case (key, _) => throw refused(key)
  }

  private def refused(key: String) = new HiveSQLException(
    s"This server only reads the lake's views: the connection sets ${key.stripPrefix(setting)}; " +
      "leave it out of its address.")
}

private class Connections(sessions: CLIService) extends ThriftBinaryCLIService(sessions) {
  override def OpenSession(request: TOpenSessionReq): TOpenSessionResp =
    try {
      val told = Option(request.getConfiguration).map(_.asScala.toMap).getOrElse(Map.empty)
      request.setConfiguration(Connections.kept(told).asJava)
      super.OpenSession(request)
    } catch {
      case refused: HiveSQLException =>
        new TOpenSessionResp(HiveSQLException.toTStatus(refused), request.getClient_protocol)
    }
}
