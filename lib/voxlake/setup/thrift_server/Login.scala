package voxlake.thrift

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Paths}
import java.security.MessageDigest
import javax.crypto.SecretKeyFactory
import javax.crypto.spec.PBEKeySpec
import javax.security.sasl.AuthenticationException

import scala.collection.JavaConverters._

import org.apache.hive.service.auth.PasswdAuthenticationProvider

/** Lets in the users of a file, of lines `name:iterations:salt:hash` with hexadecimal parts.
  *
  * The file is read at each login, so that a user who is added or removed is so at once.
  */
class Login extends PasswdAuthenticationProvider {
  override def Authenticate(user: String, password: String): Unit =
    if (!Login.accepts(user, password))
      throw new AuthenticationException("The user or the password is wrong.")
}

object Login {
  private case class Known(iterations: Int, salt: Array[Byte], hash: Array[Byte])

  /** As long to check as a real one, so that time does not tell which users there are. */
  private val nobody = Known(600000, new Array[Byte](16), new Array[Byte](32))

  def accepts(user: String, password: String): Boolean = {
    val known = users.get(user)
    val one = known.getOrElse(nobody)
    val isRight = MessageDigest.isEqual(hash(String.valueOf(password), one), one.hash)
    isRight && known.isDefined && password != null
  }

  private def users: Map[String, Known] = {
    val path = Paths.get(System.getProperty("voxlake.thrift.users"))
    Files.readAllLines(path, UTF_8).asScala.map(_.split(":")).collect {
      case Array(name, iterations, salt, hash) =>
        name -> Known(iterations.toInt, bytes(salt), bytes(hash))
    }.toMap
  }

  private def hash(password: String, one: Known): Array[Byte] = {
    val key = new PBEKeySpec(password.toCharArray, one.salt, one.iterations, one.hash.length * 8)
    SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(key).getEncoded
  }

  private def bytes(text: String): Array[Byte] =
    text.grouped(2).map(Integer.parseInt(_, 16).toByte).toArray
}
