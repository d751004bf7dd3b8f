package voxlake.thrift

import org.apache.spark.sql.{SparkSession, SparkSessionExtensions}
import org.apache.spark.sql.catalyst.{FunctionIdentifier, TableIdentifier}
import org.apache.spark.sql.catalyst.expressions.{CallMethodViaReflection, Expression, SubqueryExpression}
import org.apache.spark.sql.catalyst.parser.ParserInterface
import org.apache.spark.sql.catalyst.plans.logical.{Command, LogicalPlan, View}
import org.apache.spark.sql.catalyst.trees.TreeNodeTag
import org.apache.spark.sql.execution.command.SetCommand
import org.apache.spark.sql.types.{DataType, StructType}

/** Leaves users of the server nothing but to read the lake's views.
  *
  * Once armed, a statement is looked at twice. Before anything is looked up: it names views alone,
  * takes nothing from the environment, and comes by a connection that changed no setting. After
  * names are resolved: each node of its plan is one of those that only read, and each row comes
  * out of a view. What is not known is refused.
  */
class Guard extends (SparkSessionExtensions => Unit) {
  override def apply(extensions: SparkSessionExtensions): Unit = {
    extensions.injectParser((session, parser) => new GuardedParser(session, parser))
    extensions.injectCheckRule(_ => Guard.check)
  }
}

class Refused(what: String) extends SecurityException(s"This server only reads the lake's views: $what.")

object Guard {
  @volatile private var armed = false
  @volatile private var views = Set.empty[String]
  @volatile private var settings = Map.empty[String, String]

  /** Settings that change how values are told or computed, and open nothing. */
  private val settable = Set("spark.sql.ansi.enabled", "spark.sql.session.timeZone")
  /** What the server itself sets in each connection. Drivers set keys of Hive, which is not here. */
  private val ofTheServer = Set("spark.sql.hive.version", "spark.sql.datetime.java8API.enabled")
  private val commands = Set(
    "ShowTablesCommand", "ShowTables", "ShowViewsCommand", "ShowViews", "ShowColumnsCommand",
    "ShowColumns", "ShowNamespaces", "ShowNamespacesCommand", "ShowFunctionsCommand",
    "ShowFunctions", "ShowCurrentNamespaceCommand", "DescribeTableCommand", "DescribeRelation",
    "DescribeColumnCommand", "DescribeColumn", "DescribeQueryCommand", "DescribeFunctionCommand",
    "DescribeFunction", "SetCatalogAndNamespace", "SetNamespaceCommand", "ExplainCommand")
  private val nodes = Set(
    "Project", "Filter", "Join", "Aggregate", "Sort", "GlobalLimit", "LocalLimit", "Offset", "Tail",
    "Distinct", "Deduplicate", "Union", "Intersect", "Except", "SubqueryAlias", "Window",
    "Generate", "Expand", "Pivot", "Unpivot", "Sample", "Repartition", "RepartitionByExpression",
    "RebalancePartitions", "WithCTE", "CTERelationDef", "ResolvedHint", "UnresolvedHint",
    "LateralJoin", "WithWindowDefinition", "ReturnAnswer", "Subquery",
    // Delta's own, with which it reads its log; SQL has no words for them.
    "MapPartitions", "MapElements", "TypedFilter", "SerializeFromObject", "DeserializeToObject",
    "AppendColumns", "MapGroups", "FlatMapGroupsInPandas")
  private val leaves = Set(
    "OneRowRelation", "LocalRelation", "Range", "CTERelationRef", "LogicalRDD", "ExternalRDD",
    "CommandResult", "LogicalQueryStage")
  private val tableFunctions = Set(
    "range", "explode", "explode_outer", "posexplode", "posexplode_outer", "inline", "inline_outer",
    "stack", "json_tuple")

  /** On the plan of a view's own text, which Spark looks at by itself before it is put in place. */
  private val ofAView = TreeNodeTag[Boolean]("voxlake.view")

  def arm(session: SparkSession): Unit = {
    val catalog = session.sessionState.catalog
    views = catalog.listTables("default").flatMap(catalog.getTableMetadata(_).viewText).toSet
    settings = session.sessionState.conf.getAllConfs
    armed = true
  }

  def isArmed: Boolean = armed

  /** Whether a text is that of a view, which names tables, and is the server's own. */
  def isOfAView(text: String): Boolean = views(text)

  def tagged(plan: LogicalPlan): LogicalPlan = {
    plan.setTagValue(ofAView, true)
    plan
  }

  def checkText(session: SparkSession, text: String): Unit = {
    if (text.contains("${")) throw new Refused("${...} takes nothing from outside; leave it out")
    session.sessionState.conf.getAllConfs.foreach { case (key, value) =>
      val isOurs = settable(key) || ofTheServer(key) || key.startsWith("hive.") ||
        settings.get(key).contains(value)
      if (!isOurs) throw new Refused(s"the connection sets $key; leave it out of its address")
    }
  }

  /** The names in a statement that is not looked up yet. */
  def checkNames(part: Any): Unit = part match {
    case plan: LogicalPlan =>
      plan.getClass.getSimpleName match {
        case "UnresolvedRelation" | "UnresolvedTableOrView" | "UnresolvedTable" | "UnresolvedView" |
            "UnresolvedIdentifier" =>
          checkName(plan.productElement(0))
        case "UnresolvedTableValuedFunction" => checkTableFunction(plan.productElement(0))
        case name if name.contains("WithUnresolvedIdentifier") =>
          throw new Refused("IDENTIFIER(...) is closed; write the name")
        case _ =>
      }
      plan.productIterator.foreach(checkNames)
    case expression: Expression => expression.productIterator.foreach(checkNames)
    case several: Iterable[_] => several.foreach(checkNames)
    case tuple: Product if tuple.productPrefix.startsWith("Tuple") || tuple.isInstanceOf[Option[_]] =>
      tuple.productIterator.foreach(checkNames)
    case _ =>
  }

  private def checkName(name: Any): Unit = name match {
    case parts: Seq[_] =>
      val within = parts.init.map(_.toString.toLowerCase)
      if (within.nonEmpty && within != Seq("default") && within != Seq("spark_catalog", "default"))
        throw new Refused(s"there is no ${parts.mkString(".")}; SHOW VIEWS tells which there are")
    case _ => throw new Refused("a name that is no name")
  }

  private def checkTableFunction(name: Any): Unit = name match {
    case Seq(one) if tableFunctions(one.toString.toLowerCase) =>
    case _ => throw new Refused("this function in FROM is closed")
  }

  /** A plan whose names are resolved. */
  def check(plan: LogicalPlan): Unit = if (armed && plan.getTagValue(ofAView).isEmpty) plan match {
    case SetCommand(Some((key, Some(_)))) if settable(key) =>
    case _: SetCommand => throw new Refused(s"SET is for ${settable.mkString(", ")} alone")
    case command: Command if commands(command.getClass.getSimpleName) =>
    case _: Command => throw new Refused("this statement is closed; SELECT, SHOW and DESCRIBE are open")
    case query => checkQuery(query)
  }

  private def checkQuery(plan: LogicalPlan): Unit = plan match {
    case _: View =>
    case _ =>
      val name = plan.getClass.getSimpleName
      val isOpen = if (plan.children.isEmpty) leaves(name) || isLogOfDelta(plan) else nodes(name)
      if (!isOpen) throw new Refused(s"$name is closed")
      plan.expressions.foreach(_.foreach(checkExpression))
      plan.children.foreach(checkQuery)
  }

  private def checkExpression(one: Expression): Unit = one match {
    case _: CallMethodViaReflection => throw new Refused("methods of Java are closed")
    case subquery: SubqueryExpression => checkQuery(subquery.plan)
    case _ =>
      val name = one.getClass.getName
      val isOpen = name.startsWith("org.apache.spark.sql.catalyst.") ||
        name.startsWith("org.apache.spark.sql.delta.")
      if (!isOpen) throw new Refused(s"${one.getClass.getSimpleName} is closed")
  }

  /** Files of a log, which only Delta itself can ask for. */
  private def isLogOfDelta(plan: LogicalPlan): Boolean =
    plan.getClass.getSimpleName == "LogicalRelation" && (plan.productElement(0) match {
      case files: org.apache.spark.sql.execution.datasources.HadoopFsRelation =>
        files.location.getClass.getName == "org.apache.spark.sql.delta.DeltaLogFileIndex"
      case _ => false
    })
}

class GuardedParser(session: SparkSession, parser: ParserInterface) extends ParserInterface {
  override def parsePlan(text: String): LogicalPlan = guarded(text, parser.parsePlan)
  override def parseQuery(text: String): LogicalPlan = guarded(text, parser.parseQuery)
  override def parseExpression(text: String): Expression = parser.parseExpression(text)
  override def parseTableIdentifier(text: String): TableIdentifier = parser.parseTableIdentifier(text)
  override def parseFunctionIdentifier(text: String): FunctionIdentifier =
    parser.parseFunctionIdentifier(text)
  override def parseMultipartIdentifier(text: String): Seq[String] =
    parser.parseMultipartIdentifier(text)
  override def parseTableSchema(text: String): StructType = parser.parseTableSchema(text)
  override def parseDataType(text: String): DataType = parser.parseDataType(text)

  private def guarded(text: String, parse: String => LogicalPlan): LogicalPlan =
    if (!Guard.isArmed) parse(text)
    else if (Guard.isOfAView(text)) Guard.tagged(parse(text))
    else {
      Guard.checkText(session, text)
      val plan = parse(text)
      Guard.checkNames(plan)
      plan
    }
}
