package voxlake.thrift

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Paths}

import scala.util.control.NonFatal

import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.hive.thriftserver.lake.Connections

/** Spark's Thrift Server over the views that the statements of a file make.
  *
  * Statements are separated by a NUL character, which none of them has.
  */
object Server {
  def main(arguments: Array[String]): Unit = {
    val session = SparkSession.builder().getOrCreate()
    val statements = new String(Files.readAllBytes(Paths.get(arguments(0))), UTF_8).split('\u0000')
    statements.filter(_.trim.nonEmpty).foreach { statement =>
      try session.sql(statement)
      catch {
        case NonFatal(error) =>
          val name = statement.linesIterator.next().take(200)
          val why = String.valueOf(error.getMessage).linesIterator.take(1).mkString
          Console.err.println(s"left out: $name: $why")
      }
    }
    Guard.arm(session)
    Connections.listen(session)
    val settings = session.sparkContext.hadoopConfiguration
    val address = Seq("bind.host", "port").map(key => settings.get(s"hive.server2.thrift.$key"))
    println(s"The Thrift Server listens: jdbc:hive2://${address.mkString(":")}/default")
    Thread.currentThread().join() // spark-submit ends the session once this returns
  }
}
